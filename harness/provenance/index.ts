/**
 * Provenance: with what a result was made, so that it can be made again and doubted.
 * In: the checkout, and the run's own choice of device. Out: commit, versions and machine, as records and studies keep them.
 * Nothing in it may change a result, and no fingerprint covers it.
 */
export { commitOf, gatherProvenance } from "./gather.ts";
export { type Provenance, provenanceSchema } from "./schema.ts";
