import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { newsroom } from "../../../../tasks/news/corpus/index.ts";
import { measureCorpus } from "../../../../tasks/news/corpus/measure.ts";
import { corpusReport, withReport } from "../../../../tasks/news/corpus/report.ts";

test("the README shows what the report measures now", () => {
  const readme = readFileSync(new URL("../../../../tasks/news/corpus/README.md", import.meta.url), "utf8");
  assert.equal(withReport(readme, corpusReport(4000)), readme);
});

test("another seed keeps the aims too: lead between 15 and 35 ROUGE-1, novel unigrams from 20 %, a closed vocabulary", () => {
  const measures = measureCorpus(newsroom(5), 3000);
  assert.ok(measures.lead.rouge1 >= 15 && measures.lead.rouge1 <= 35, `lead ${measures.lead.rouge1}`);
  assert.ok(measures.novelUnigrams >= 20, `novel unigrams ${measures.novelUnigrams}`);
  assert.ok(measures.lead.rouge1 - measures.otherLead.rouge1 > 5, `other lead ${measures.otherLead.rouge1}`);
  assert.ok(measures.unseenWords < 0.5, `unseen words ${measures.unseenWords}`);
  assert.ok(measures.otherTelling.rouge1 > 60, `other telling ${measures.otherTelling.rouge1}`);
  assert.ok(measures.vocabulary < 5000, `vocabulary ${measures.vocabulary}`);
});

test("a README without the markers is refused", () => {
  assert.throws(() => withReport("# Corpus", "table"), /no "<!-- measured/);
});
