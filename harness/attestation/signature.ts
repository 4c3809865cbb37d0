import type { TrustedRoot } from "@sigstore/protobuf-specs";
import { readText } from "../config/index.ts";
import { BenchError, messageOf } from "../errors/index.ts";
import type { Attestation } from "./read.ts";

/** Whom to trust: certificate authorities, logs and clocks, of one instance of Sigstore each. */
export interface Trust {
  readonly roots: readonly TrustedRoot[];
}

/** Who has signed, as the certificate says. */
export interface Identity {
  /** The workflow's address, with its branch. */
  readonly subject: string;
  /** Who vouched for it. */
  readonly issuer: string;
}

const kind = { kind: "trusted-root", blame: "usage" } as const;
const mostBytes = 2 ** 24;

/**
 * Reads a trusted root: JSON, or one in each line, as `gh attestation trusted-root` prints them. Throws `BenchError` (blame usage) for anything else.
 */
export async function openTrust(file: string): Promise<Trust> {
  const { TrustedRoot } = await import("@sigstore/protobuf-specs");
  const text = readText(file, kind, mostBytes).trim();
  try {
    const roots = partsOf(text).map((part) => TrustedRoot.fromJSON(part));
    if (roots.length > 0 && roots.every(({ certificateAuthorities }) => certificateAuthorities.length > 0))
      return { roots };
  } catch (error) {
    throw noTrust(file, messageOf(error));
  }
  throw noTrust(file, "it names no certificate authority");
}

function partsOf(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text.split("\n").map((line) => JSON.parse(line));
  }
}

function noTrust(where: string, reason: string): BenchError {
  return new BenchError(`this is no trusted root: ${reason}`, {
    code: "trusted-root-file",
    blame: "usage",
    where,
    mend: "Let `gh attestation trusted-root` write it, on a machine that has a network.",
  });
}

/**
 * Checks the signature, the certificate's chain, the log's entry and the times of a bundle, and says who has signed. All that a root names is demanded:
 * an entry of its log, a receipt for the certificate, or else a stamp of its clock. The reason, in words, where no root vouches for it.
 */
export async function identityOf(
  { bundle }: Attestation,
  { roots }: Trust,
): Promise<Identity | { readonly reason: string }> {
  const { toSignedEntity, toTrustMaterial, Verifier } = await import("@sigstore/verify");
  const reasons: string[] = [];
  for (const root of roots) {
    try {
      const { identity } = new Verifier(toTrustMaterial(root), thresholdsOf(root)).verify(
        toSignedEntity(bundle),
      );
      const { subjectAlternativeName: subject, extensions } = identity ?? {};
      if (subject !== undefined && extensions?.issuer !== undefined)
        return { subject, issuer: extensions.issuer };
      reasons.push("its certificate names nobody");
    } catch (error) {
      reasons.push(messageOf(error));
    }
  }
  return { reason: [...new Set(reasons)].join("; ") };
}

function thresholdsOf({ tlogs, ctlogs, timestampAuthorities }: TrustedRoot) {
  const one = (isThere: boolean) => (isThere ? 1 : 0);
  return {
    tlogThreshold: one(tlogs.length > 0),
    ctlogThreshold: one(ctlogs.length > 0),
    tsaThreshold: one(tlogs.length === 0 && timestampAuthorities.length > 0),
  };
}
