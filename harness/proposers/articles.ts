import type { TextPair } from "./contract.ts";

/** Three short reports with a summary each, for trying a model out. */
export const articles: readonly { readonly article: string; readonly summary: string }[] = [
  {
    article:
      "The council of Harrowfield voted on Tuesday to keep the town library open until nine in the evening. " +
      "The longer hours begin in March and cost 40,000 pounds a year. Students had asked for a quiet place to work after school.",
    summary: "Harrowfield's library will stay open until nine from March, after students asked for it.",
  },
  {
    article:
      "A freight train left the tracks near Lindow early on Friday and blocked the line to the coast for eleven hours. " +
      "Nobody was hurt. The operator said that a broken rail had been found and that buses would run until repairs end on Sunday.",
    summary: "A freight train derailed near Lindow because of a broken rail; nobody was hurt.",
  },
  {
    article:
      "Researchers who counted puffins on the island of Skelling found 5,200 pairs this spring, a third more than five years ago. " +
      "They put the rise down to the removal of rats, which had eaten eggs, and warned that warmer seas could still reduce the birds' food.",
    summary: "Puffins on Skelling have increased by a third since rats were removed.",
  },
];

/** A prompt that asks for a summary of an article. */
export function promptOf(article: string): string {
  return `${article}\nSummary:`;
}

/** The articles with their own summaries, as a model is asked to score them. */
export const knownPairs: readonly TextPair[] = articles.map(({ article, summary }) => ({
  prompt: promptOf(article),
  text: ` ${summary}`,
}));
