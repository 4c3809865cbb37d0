/**
 * Inbound: what is brought in from outside, and kept by name: corpora, language models.
 * In: addresses with lengths and checksums; a folder to keep things in; terms to be accepted.
 * Out: files that are whole and the ones promised, or an error that says what is kept and how to go on.
 * What is begun lies in a work folder of one process, and is gone when that ends; a download goes on where it stopped.
 */
export { type Asking, isAccepted } from "./consent.ts";
export { type Checksum, type Digests, digestsOf } from "./digest.ts";
export { type DiskWrite, makeFolder, storing } from "./disk.ts";
export { type Download, download } from "./download.ts";
export { askHub, defaultHub, type HubQuestion, unexpectedAnswer } from "./hub.ts";
export { RefusedError, request } from "./request.ts";
export { openWork, sweepWork, type WorkFolder } from "./work.ts";
