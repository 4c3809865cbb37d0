/** An instance of Sigstore of the tests' own: an authority, a log, and what a workflow signs with a certificate and an entry of theirs. */
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import canonicalize from "canonicalize";

const openssl = "/usr/bin/openssl";
/** Reason to skip what needs certificates. */
export const withoutOpenssl = existsSync(openssl)
  ? false
  : "there is no /usr/bin/openssl to make certificates";

export const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-attestation-"));
after(() => rmSync(folder, { recursive: true, force: true }));

export const repository = "somebody/bench";
export const workflow = ".github/workflows/publish.yml";
export const ref = "refs/heads/main";
export const commit = "ab".repeat(20);
export const signer = `https://github.com/${repository}/${workflow}@${ref}`;
const issuer = "https://token.actions.githubusercontent.com";
const payloadType = "application/vnd.in-toto+json";

const base64 = (bytes: string | Uint8Array) => Buffer.from(bytes).toString("base64");
const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest();
const spki = (key: KeyObject) => createPublicKey(key).export({ type: "spki", format: "der" });
const newKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

/** What a workflow says: that it has made these files. */
export function statementOf(
  subjects: readonly { readonly name: string; readonly sha256: string }[],
  changes: object = {},
) {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://actions.github.io/buildtypes/workflow/v1",
        externalParameters: {
          workflow: { ref, repository: `https://github.com/${repository}`, path: workflow },
        },
        resolvedDependencies: [
          { uri: `git+https://github.com/${repository}@${ref}`, digest: { gitCommit: commit } },
        ],
      },
      runDetails: { builder: { id: signer } },
    },
    ...changes,
  };
}

/** An authority with a log; each call makes another one. */
export function makeInstance(name: string) {
  const file = (part: string) => path.join(folder, `${name}.${part}`);
  const run = (...args: readonly string[]) =>
    execFileSync(openssl, args, { stdio: ["ignore", "pipe", "ignore"] });
  const logKey = newKey();
  const logId = sha256(spki(logKey));
  writeFileSync(file("ca.key"), newKey().export({ type: "sec1", format: "pem" }));
  run(
    ...["req", "-x509", "-new", "-key", file("ca.key"), "-subj", "/O=tests/CN=authority", "-days", "30"],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", file("ca.pem")],
  );

  /** The trusted root that stands for this instance, as a file. */
  function trustedRoot(): string {
    const key = { rawBytes: base64(spki(logKey)), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor: always };
    const root = {
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      tlogs: [
        {
          baseUrl: "https://log.example",
          hashAlgorithm: "SHA2_256",
          publicKey: key,
          logId: { keyId: base64(logId) },
        },
      ],
      certificateAuthorities: [
        {
          subject: { organization: "tests", commonName: "authority" },
          uri: "https://authority.example",
          certChain: { certificates: [{ rawBytes: derOf(file("ca.pem")) }] },
          validFor: always,
        },
      ],
    };
    writeFileSync(file("root.json"), JSON.stringify(root));
    return file("root.json");
  }

  /** A certificate for one signature, as the authority gives it to a workflow. */
  function certificate(key: KeyObject, subject: string): string {
    writeFileSync(file("leaf.key"), key.export({ type: "sec1", format: "pem" }));
    writeFileSync(file("leaf.cnf"), extensionsFor(subject));
    run("req", "-new", "-key", file("leaf.key"), "-subj", "/O=tests", "-out", file("leaf.csr"));
    run(
      ...[
        "x509",
        "-req",
        "-in",
        file("leaf.csr"),
        "-CA",
        file("ca.pem"),
        "-CAkey",
        file("ca.key"),
        "-days",
        "1",
      ],
      ...["-extfile", file("leaf.cnf"), "-out", file("leaf.pem")],
    );
    return file("leaf.pem");
  }

  /** The log's entry for a signature: an entry's promise, and the proof that it is the log's only one. */
  function entryOf(payload: Buffer, signature: Buffer, pem: string) {
    const body = canonicalize({
      apiVersion: "0.0.1",
      kind: "dsse",
      spec: {
        payloadHash: { algorithm: "sha256", value: sha256(payload).toString("hex") },
        signatures: [{ signature: base64(signature), verifier: base64(pem) }],
      },
    })!;
    const integratedTime = Math.floor(Date.now() / 1000);
    const promised = { body: base64(body), integratedTime, logIndex: 0, logID: logId.toString("hex") };
    const rootHash = sha256(Buffer.concat([Buffer.from([0]), Buffer.from(body)]));
    const note = `log.example - 1\n1\n${base64(rootHash)}\n`;
    const hinted = Buffer.concat([logId.subarray(0, 4), sign("sha256", Buffer.from(note), logKey)]);
    return {
      logIndex: "0",
      logId: { keyId: base64(logId) },
      kindVersion: { kind: "dsse", version: "0.0.1" },
      integratedTime: String(integratedTime),
      inclusionPromise: {
        signedEntryTimestamp: base64(sign("sha256", Buffer.from(canonicalize(promised)!), logKey)),
      },
      inclusionProof: {
        ...{ logIndex: "0", rootHash: base64(rootHash), treeSize: "1", hashes: [] },
        checkpoint: { envelope: `${note}\n— log.example ${base64(hinted)}\n` },
      },
      canonicalizedBody: base64(body),
    };
  }

  /** A bundle with a statement that this instance vouches for, signed by whoever `subject` is. */
  function bundleOf(statement: object, subject = signer) {
    const key = newKey();
    const pem = certificate(key, subject);
    const payload = Buffer.from(JSON.stringify(statement));
    const head = `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `;
    const signature = sign("sha256", Buffer.concat([Buffer.from(head), payload]), key);
    return {
      mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
      verificationMaterial: {
        certificate: { rawBytes: derOf(pem) },
        tlogEntries: [entryOf(payload, signature, readFileSync(pem, "utf8"))],
      },
      dsseEnvelope: {
        payload: base64(payload),
        payloadType,
        signatures: [{ sig: base64(signature), keyid: "" }],
      },
    };
  }

  return { trustedRoot, bundleOf };
}

const always = { start: "2020-01-01T00:00:00Z" };

/** A PEM file's one certificate, in base64. */
function derOf(file: string): string {
  return /-----BEGIN CERTIFICATE-----(.*?)-----END/s
    .exec(readFileSync(file, "utf8"))![1]!
    .replaceAll(/\s/g, "");
}

/** The number is that of whoever vouched for the workflow, in the list of Sigstore's authority. */
function extensionsFor(subject: string): string {
  return [
    "keyUsage=critical,digitalSignature",
    "extendedKeyUsage=codeSigning",
    `subjectAltName=critical,URI:${subject}`,
    `1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:${issuer}`,
    "subjectKeyIdentifier=hash",
    "authorityKeyIdentifier=keyid",
  ].join("\n");
}
