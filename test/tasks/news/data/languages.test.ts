import assert from "node:assert/strict";
import { test } from "node:test";
import { Languages, languageName } from "../../../../tasks/news/data/languages.ts";

/** The same short report, as its country's papers would have it. */
const articles: Readonly<Record<string, string>> = {
  en: "The government said on Tuesday that it would delay the vote on the new budget until after the summer break.",
  de: "Die Regierung teilte am Dienstag mit, dass sie die Abstimmung über den neuen Haushalt bis nach der Sommerpause verschieben werde.",
  fr: "Le gouvernement a annoncé mardi qu'il reporterait le vote sur le nouveau budget jusqu'après les vacances d'été.",
  ru: "Правительство сообщило во вторник, что отложит голосование по новому бюджету до конца лета.",
  hi: "सरकार ने मंगलवार को कहा कि वह नए बजट पर मतदान को गर्मियों के बाद तक टाल देगी, क्योंकि सहयोगी दलों के बीच बातचीत अब भी जारी है।",
};

test("the language of an article is told by its beginning", async () => {
  const languages = await Languages.open();
  for (const article of Object.values(articles)) languages.add(article);
  languages.add(articles["de"]!);
  assert.deepEqual(languages.counts[0], ["de", 2]);
  assert.deepEqual(
    new Map(languages.counts),
    new Map([
      ["de", 2],
      ["en", 1],
      ["fr", 1],
      ["ru", 1],
      ["hi", 1],
    ]),
  );
});

test("of a text that is too short, or no language, none is told", async () => {
  const languages = await Languages.open();
  for (const article of ["Storm hits.", "123 456 789", "", "qwrtz plkm ".repeat(12)]) languages.add(article);
  assert.deepEqual(languages.counts, [["und", 4]]);
  assert.equal(languageName("und"), "undetermined");
  assert.equal(languageName("pt"), "Portuguese");
});

test("languages are counted over the first articles of a corpus, however long it is", async () => {
  const languages = await Languages.open();
  for (let count = 0; count < 2100; count++) languages.add(articles[count < 2000 ? "fr" : "en"]!);
  assert.equal(languages.articles, 2000);
  assert.deepEqual(languages.counts, [["fr", 2000]]);
});
