import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Bundle, bundleFromJSON } from "@sigstore/bundle";
import { z } from "zod";
import { parseJsonText, readText } from "../config/index.ts";
import { BenchError, messageOf } from "../errors/index.ts";
import { parseSums, type Sum, sha256Of } from "./sums.ts";

/** What one bundle says: which workflow, at which commit, has signed which files. */
export interface Attestation {
  /** The bundle's file. */
  readonly file: string;
  readonly bundle: Bundle;
  /** `owner/name` on the host. */
  readonly repository: string;
  /** Its path in the repository, and the branch it was of. */
  readonly workflow: string;
  readonly ref: string;
  /** The commit that the workflow ran at; null where the statement names none. */
  readonly commit: string | null;
  /** The list beside the bundle that it is about. */
  readonly list: string;
  readonly sums: readonly Sum[];
}

/** A bundle that says nothing that could be held against files, and why. */
export interface Unread {
  readonly file: string;
  readonly reason: string;
}

const statementType = "https://in-toto.io/Statement/v1";
const predicateType = "https://slsa.dev/provenance/v1";
const payloadType = "application/vnd.in-toto+json";

/** An in-toto statement with a predicate of SLSA provenance, as far as it is used; both have more. */
const statementSchema = z.object({
  _type: z.literal(statementType),
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })).min(1),
  predicateType: z.literal(predicateType),
  predicate: z.object({
    buildDefinition: z.object({
      externalParameters: z.object({
        workflow: z.object({ ref: z.string(), repository: z.string(), path: z.string() }),
      }),
      resolvedDependencies: z
        .array(z.object({ digest: z.object({ gitCommit: z.string().optional() }).optional() }))
        .default([]),
    }),
  }),
});

const kind = {
  kind: "attestation",
  blame: "environment",
  mend: "Take the bundle that the workflow made.",
} as const;
const mostBytes = 2 ** 24;

/** Reads the bundles of a folder, `*.sigstore.json`, each with the list beside it (`*.sha256`) that it has signed. */
export function attestationsIn(folder: string): readonly (Attestation | Unread)[] {
  const lists = globSync("*.sha256", { cwd: folder }).map((name) => path.join(folder, name));
  const byHash = new Map(lists.map((file) => [sha256Of(readFileSync(file)), file]));
  return globSync("*.sigstore.json", { cwd: folder })
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      try {
        return attestationOf(file, byHash);
      } catch (error) {
        if (!(error instanceof BenchError)) throw error;
        return { file, reason: error.message };
      }
    });
}

function attestationOf(file: string, lists: ReadonlyMap<string, string>): Attestation {
  const bundle = bundleOf(file);
  const { subject, predicate } = statementOf(bundle, file);
  const [list] = subject.flatMap(({ digest }) => lists.get(digest.sha256) ?? []);
  if (list === undefined) throw unread(file, "no list beside it is the one that it has signed");
  const sums = parseSums(readFileSync(list, "utf8"));
  if (sums === undefined)
    throw unread(file, `what it has signed, ${path.basename(list)}, is no list of files`);
  const { externalParameters, resolvedDependencies } = predicate.buildDefinition;
  const { workflow } = externalParameters;
  const commits = resolvedDependencies.flatMap(({ digest }) => digest?.gitCommit ?? []);
  return {
    ...{ file, bundle, list, sums },
    repository: workflow.repository.replace(/^https:\/\/[^/]+\//, ""),
    workflow: workflow.path,
    ref: workflow.ref,
    commit: commits[0] ?? null,
  };
}

function bundleOf(file: string): Bundle {
  const text = readText(file, kind, mostBytes);
  try {
    return bundleFromJSON(JSON.parse(text));
  } catch (error) {
    throw unread(file, `it is no Sigstore bundle: ${messageOf(error)}`);
  }
}

function statementOf({ content }: Bundle, file: string): z.infer<typeof statementSchema> {
  if (content.$case !== "dsseEnvelope" || content.dsseEnvelope.payloadType !== payloadType)
    throw unread(file, "it holds no in-toto statement");
  return parseJsonText(content.dsseEnvelope.payload.toString("utf8"), file, statementSchema, kind);
}

function unread(where: string, message: string): BenchError {
  return new BenchError(message, { code: "attestation-unread", where, ...kind });
}
