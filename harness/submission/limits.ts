/** What a submission may be at most (docs/submissions.md). */
export const submissionLimits = {
  manifest: {
    bytes: 32 * 1024,
    /** Collections inside collections. */
    depth: 16,
    authors: 40,
    /** Each is an entry of its own, on every task and seed. */
    variants: 24,
    arguments: 64,
    argumentLength: 1000,
    needs: 40,
    /** Of `setup`. */
    commands: 10,
  },
  folder: {
    files: 200,
    fileBytes: 8 * 2 ** 20,
    bytes: 16 * 2 ** 20,
    /** Of a file's path inside the folder, and of the folder's own name. */
    pathLength: 200,
    slugLength: 60,
  },
} as const;
