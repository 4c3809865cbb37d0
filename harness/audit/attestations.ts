import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Attestation, attestationsIn, identityOf, sha256Of, type Trust } from "../attestation/index.ts";
import type { StoredRecord } from "../record/index.ts";
import type { Observation } from "./contract.ts";

export interface AttestationRequest {
  /** The checkout, which names in lists begin from. */
  readonly root: string;
  /** Where the records of all seasons lie, and the attestations beside them. */
  readonly results: string;
  readonly records: readonly StoredRecord[];
  /** Without it no signature is checked. */
  readonly trust?: Trust;
  /** `owner/name` of the repository whose workflow must have signed; without it any will do, and is named. */
  readonly repository?: string;
}

/** Where attestations lie in a folder of results. */
export const attestationFolder = "attestations";

/** Only this workflow, on this branch, signs results. */
const signs = { workflow: ".github/workflows/publish.yml", ref: "refs/heads/main" };
const host = "https://github.com";
const issuer = "https://token.actions.githubusercontent.com";

/** Holds what workflows have signed against the files as they are. */
export async function auditAttestations(request: AttestationRequest): Promise<readonly Observation[]> {
  const { root, results, records } = request;
  const read = attestationsIn(path.join(results, attestationFolder));
  if (read.length === 0) return [];
  const whole = read.filter((one) => "sums" in one);
  const unread = read.flatMap((one): Observation[] =>
    "reason" in one ? [{ grade: "wrong", where: one.file, what: one.reason }] : [],
  );
  const signers = await Promise.all(whole.map((one) => doubtsOfSigner(one, request)));
  return [
    ...unread,
    ...signers.flat(),
    ...filesAsSigned(whole, root),
    ...whatIsNotSigned(whole, records, root),
  ];
}

/** A statement is believed as far as the certificate says the same. */
async function doubtsOfSigner(
  one: Attestation,
  request: AttestationRequest,
): Promise<readonly Observation[]> {
  const { file, repository, workflow, ref, commit, sums } = one;
  const wrong = (what: string): readonly Observation[] => [{ grade: "wrong", where: file, what }];
  if (workflow !== signs.workflow || ref !== signs.ref)
    return wrong(
      `signed by ${workflow} on ${ref}, and results are signed by ${signs.workflow} on ${signs.ref}`,
    );
  if (request.repository !== undefined && repository !== request.repository)
    return wrong(`signed by a workflow of ${repository}, and not of ${request.repository}`);
  if (request.trust === undefined)
    return [
      { grade: "doubtful", where: file, what: "its signature was not checked: pass --trusted-root FILE" },
    ];
  const found = await identityOf(one, request.trust);
  if ("reason" in found) return wrong(`its signature does not hold: ${found.reason}`);
  const expected = `${host}/${repository}/${workflow}@${ref}`;
  if (found.subject !== expected || found.issuer !== issuer)
    return wrong(
      `its certificate is of ${found.subject} by ${found.issuer}, and its statement says ${expected}`,
    );
  const at = commit === null ? "" : ` at ${commit.slice(0, 12)}`;
  return [{ grade: "told", where: file, what: `signed by ${expected}${at}, for ${sums.length} files` }];
}

/** A file may be in several lists; the one that was signed last is as it is now, and each other one was before. */
function filesAsSigned(attestations: readonly Attestation[], root: string): readonly Observation[] {
  const signed = new Map<string, { readonly hashes: Set<string>; readonly file: string }>();
  for (const { file, sums } of attestations)
    for (const { name, hash } of sums) {
      const known = signed.get(name) ?? { hashes: new Set(), file };
      known.hashes.add(hash);
      signed.set(name, known);
    }
  return [...signed].flatMap(([name, { hashes, file }]): Observation[] => {
    const where = path.join(root, name);
    if (!existsSync(where))
      return [{ grade: "doubtful", where, what: `was signed in ${path.basename(file)}, and is gone` }];
    if (hashes.has(sha256Of(readFileSync(where)))) return [];
    return [{ grade: "wrong", where, what: `is not the file that was signed in ${path.basename(file)}` }];
  });
}

function whatIsNotSigned(
  attestations: readonly Attestation[],
  records: readonly StoredRecord[],
  root: string,
): readonly Observation[] {
  const names = new Set(attestations.flatMap(({ sums }) => sums.map(({ name }) => path.join(root, name))));
  const others = records.filter(({ file }) => !names.has(path.resolve(file))).length;
  if (others === 0) return [];
  const what = `${others} of ${records.length} records are in no attestation`;
  return [{ grade: "told", where: path.join(root, "results"), what }];
}
