/** Families of commands: each is loaded when one of its commands is called, and all of them for `--help`. */
import type { Command } from "commander";

interface Family {
  /** The commands it declares. */
  readonly names: readonly string[];
  readonly title: string;
  readonly load: () => Promise<(program: Command) => void>;
}

export const families: readonly Family[] = [
  {
    names: ["new", "try", "check", "pool", "labels"],
    title: "With a strategy:",
    load: async () => (await import("./submissions.ts")).declareSubmissions,
  },
  {
    names: ["run", "plan", "merge", "work"],
    title: "Compute:",
    load: async () => (await import("./cells.ts")).declareCells,
  },
  {
    names: ["board", "tables", "reproduce", "verify"],
    title: "Read and doubt results:",
    load: async () => (await import("./results.ts")).declareResults,
  },
  {
    names: ["replicate", "calibrate", "rules"],
    title: "Measure tasks:",
    load: async () => (await import("./studies.ts")).declareStudies,
  },
  {
    names: ["model"],
    title: "Language models:",
    load: async () => (await import("./models.ts")).declareModels,
  },
  {
    names: ["season"],
    title: "Keep the board:",
    load: async () => (await import("./seasons.ts")).declareSeasons,
  },
  {
    names: ["pull"],
    title: "Keep the board:",
    load: async () => (await import("./pulls.ts")).declarePulls,
  },
  {
    names: ["doctor", "start"],
    title: "This machine:",
    load: async () => (await import("./machine.ts")).declareMachine,
  },
];

/** Declares the family that has this command, and says whether there is one. A family brings along only what its own commands need. */
export async function declareFamilyOf(program: Command, command: string): Promise<boolean> {
  const family = families.find(({ names }) => names.includes(command));
  if (family !== undefined) await declare(program, family);
  return family !== undefined;
}

/** Declares all of them. */
export async function declareFamilies(program: Command): Promise<void> {
  for (const family of families) await declare(program, family);
}

async function declare(program: Command, { title, load }: Family): Promise<void> {
  program.commandsGroup(title);
  (await load())(program);
}
