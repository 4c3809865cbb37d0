/**
 * Artifacts: work that cells share, computed once and kept by content.
 * In: a key that names every input of the work, and the work. Out: a `Bundle`, from disk when it is there; or how far the work has come.
 * A stored artifact is never seen half-written; two processes never compute the same one at the same time.
 */
export { type Bundle, type ElementType, type NamedArray, vectorArray } from "./bundle.ts";
export { canonicalHash, canonicalJson } from "./canonical.ts";
export { hashOfFile } from "./file-hash.ts";
export { type KeptLines, type KeptValues, openLines, openValues } from "./kept-lines.ts";
export { withLock, withLockIfFree } from "./lock.ts";
export { type LockReach, lockReach } from "./reach.ts";
export { decodeBundle, encodeBundle } from "./safetensors.ts";
export { openSafetensors, type SafetensorsFile } from "./safetensors-file.ts";
export {
  type ArtifactKey,
  type ArtifactStore,
  keptValue,
  keptValueIfFree,
  noArtifacts,
  openArtifacts,
  scopedArtifacts,
  type Unfinished,
} from "./store.ts";
export { checkWritable, diskProblem, isDiskProblem, textIfThere, writeWhole } from "./write.ts";
