import { lockReach } from "../artifacts/index.ts";

/** What the user should know of how workers are kept apart in a cache; nothing where the kernel's locks do it. */
export function lockNotes(cache: string): readonly string[] {
  const { way, says } = lockReach(cache);
  if (way === "kernel") return [];
  return [
    `Locks may not hold between hosts where the cache is (${says}): links are used instead. A worker that dies on ` +
      "another host is waited for, three minutes at most.",
  ];
}
