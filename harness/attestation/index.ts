/**
 * Attestation: what a workflow has signed about files of results.
 * In: a folder of bundles (Sigstore's, with an in-toto statement inside) and of the lists of hashes that they are about; a trusted root. Out: which
 * workflow of which repository says so, what each list holds, and whether the signature is that workflow's.
 * Nothing here uses a network: whom to trust is told by a file.
 */
export { type Attestation, attestationsIn, type Unread } from "./read.ts";
export { type Identity, identityOf, openTrust, type Trust } from "./signature.ts";
export { type Sum, sha256Of, sumsText } from "./sums.ts";
