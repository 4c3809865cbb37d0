import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, test } from "node:test";
import { openTrust, sha256Of, sumsText } from "../../harness/attestation/index.ts";
import { auditAttestations, type Observation } from "../../harness/audit/index.ts";
import { commit, folder, makeInstance, repository, signer, statementOf, withoutOpenssl } from "./made.ts";

const root = path.join(folder, "checkout");
const results = path.join(root, "results");
const attestations = path.join(results, "attestations");
const names = ["results/standard/toy/mine/0.json", "results/standard/toy/mine/1.json"] as const;
const bundleFile = path.join(attestations, "run-1.sigstore.json");
const skip = withoutOpenssl;
const ours = skip === false ? makeInstance("ours") : undefined;
const trust = ours && (await openTrust(ours.trustedRoot()));

/** Two files of results, a list of them, and a bundle that is signed by the workflow unless told otherwise. */
function sign(changes: object = {}, subject = signer, instance = ours!): void {
  for (const [place, name] of names.entries()) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), `{"seed":${place}}`);
  }
  const list = sumsText(names.map((name) => ({ name, hash: sha256Of(readFileSync(path.join(root, name))) })));
  mkdirSync(attestations, { recursive: true });
  writeFileSync(path.join(attestations, "run-1.sha256"), list);
  const subjects = [{ name: "run-1.sha256", sha256: sha256Of(Buffer.from(list)) }];
  writeFileSync(bundleFile, JSON.stringify(instance.bundleOf(statementOf(subjects, changes), subject)));
}

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function said(
  request: Partial<Parameters<typeof auditAttestations>[0]> = {},
): Promise<readonly string[]> {
  const told = {
    root,
    results,
    records: [],
    ...(trust === undefined ? {} : { trust }),
    repository,
    ...request,
  };
  const findings: readonly Observation[] = await auditAttestations(told);
  return findings.map(({ grade, where, what }) => `${grade} ${path.relative(results, where)}: ${what}`);
}

test("results that are as the workflow signed them are told with signer, commit and number", {
  skip,
}, async () => {
  sign();
  assert.deepEqual(await said(), [
    `told attestations/run-1.sigstore.json: signed by ${signer} at ${commit.slice(0, 12)}, for 2 files`,
  ]);
});

test("a file that was changed after it was signed is wrong, and one that is gone is doubtful", {
  skip,
}, async () => {
  sign();
  writeFileSync(path.join(root, names[0]), '{"seed":0,"score":1}');
  rmSync(path.join(root, names[1]));
  const [, ...rest] = await said();
  assert.deepEqual(rest, [
    "wrong standard/toy/mine/0.json: is not the file that was signed in run-1.sigstore.json",
    "doubtful standard/toy/mine/1.json: was signed in run-1.sigstore.json, and is gone",
  ]);
});

test("whoever changes the list too is found by its hash", { skip }, async () => {
  sign();
  const list = path.join(attestations, "run-1.sha256");
  writeFileSync(list, readFileSync(list, "utf8").replace(/^./, "0"));
  assert.deepEqual(await said(), [
    "wrong attestations/run-1.sigstore.json: no list beside it is the one that it has signed",
  ]);
});

test("records that nobody signed are counted", { skip }, async () => {
  sign();
  const file = path.join(results, "standard", "toy", "mine", "2.json");
  const lines = await said({ records: [{ file, record: {} as never }] });
  assert.equal(lines.at(-1), "told : 1 of 1 records are in no attestation");
});

test("without a trusted root nothing is taken for signed", { skip }, async () => {
  sign();
  const { trust: _, ...untrusting } = { trust, root, results, records: [] };
  const [first] = await auditAttestations(untrusting);
  assert.deepEqual(
    [first!.grade, first!.what],
    ["doubtful", "its signature was not checked: pass --trusted-root FILE"],
  );
});

test("an instance that is not trusted signs nothing, whatever it calls itself", { skip }, async () => {
  sign({}, signer, makeInstance("theirs"));
  const [line] = await said();
  assert.match(line!, /^wrong attestations\/run-1\.sigstore\.json: its signature does not hold: /);
});

test("another payload under the same signature does not hold", { skip }, async () => {
  sign();
  const bundle = JSON.parse(readFileSync(bundleFile, "utf8"));
  const list = path.join(attestations, "run-1.sha256");
  writeFileSync(path.join(root, names[0]), '{"seed":0,"score":1}');
  const forged = readFileSync(list, "utf8").replace(
    /^\w+/,
    sha256Of(readFileSync(path.join(root, names[0]))),
  );
  writeFileSync(list, forged);
  const statement = statementOf([{ name: "run-1.sha256", sha256: sha256Of(Buffer.from(forged)) }]);
  bundle.dsseEnvelope.payload = Buffer.from(JSON.stringify(statement)).toString("base64");
  writeFileSync(bundleFile, JSON.stringify(bundle));
  const [line] = await said();
  assert.match(line!, /^wrong .*: its signature does not hold: /);
});

/** What else the workflow may not be, and how that is told. */
const others: readonly (readonly [name: string, changes: object, subject: string, words: RegExp])[] = [
  [
    "another workflow of the repository",
    {
      predicate: {
        buildDefinition: {
          externalParameters: {
            workflow: {
              ...{ ref: "refs/heads/main", repository: `https://github.com/${repository}` },
              path: ".github/workflows/check.yml",
            },
          },
        },
      },
    },
    signer.replace("publish", "check"),
    /signed by \.github\/workflows\/check\.yml on refs\/heads\/main, and results are signed by/,
  ],
  [
    "a certificate of another repository than the statement says",
    {},
    signer.replace(repository, "forger/bench"),
    /its certificate is of https:\/\/github\.com\/forger\/bench\/.* and its statement says/,
  ],
  [
    "another kind of statement",
    { predicateType: "https://example.org/praise/v1" },
    signer,
    /"predicateType"/,
  ],
];

for (const [name, changes, subject, words] of others)
  test(`${name} is wrong`, { skip }, async () => {
    sign(changes, subject);
    const [line] = await said();
    assert.match(line!, /^wrong attestations\/run-1\.sigstore\.json: /);
    assert.match(line!, words);
  });

test("a workflow of another repository than was asked for is wrong", { skip }, async () => {
  sign();
  const [line] = await said({ repository: "other/bench" });
  assert.match(line!, /signed by a workflow of somebody\/bench, and not of other\/bench/);
});

test("what is no bundle, and what is no trusted root, is named", { skip }, async () => {
  sign();
  writeFileSync(bundleFile, "{}");
  const [line] = await said();
  assert.match(line!, /^wrong attestations\/run-1\.sigstore\.json: it is no Sigstore bundle: /);
  const wrong = path.join(folder, "wrong.json");
  writeFileSync(wrong, "{}");
  await assert.rejects(openTrust(wrong), { code: "trusted-root-file", blame: "usage" });
  // As `gh attestation trusted-root` prints them: one in each line.
  const lines = path.join(folder, "roots.jsonl");
  writeFileSync(
    lines,
    `${readFileSync(ours!.trustedRoot(), "utf8")}\n${readFileSync(ours!.trustedRoot(), "utf8")}\n`,
  );
  assert.equal((await openTrust(lines)).roots.length, 2);
});

test("a checkout without attestations has nothing to tell", async () => {
  mkdirSync(results, { recursive: true });
  assert.deepEqual(await said(), []);
});
