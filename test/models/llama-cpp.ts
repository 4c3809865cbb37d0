/** Why tests that need llama.cpp are skipped here; false where they are not. */
export const withoutLlamaCpp: string | false = await import("node-llama-cpp" as string).then(
  () => false,
  () => "node-llama-cpp cannot be imported here",
);
