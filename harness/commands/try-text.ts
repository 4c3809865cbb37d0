import { visible } from "../errors/index.ts";
import { columns, count, duration, fixed } from "../format/index.ts";
import type { Example, Scene, Tried, Trying } from "../intake/index.ts";
import { tierOf } from "../task/index.ts";

/** What came of a try, as text. */
export function tryText(scene: Scene, trying: Trying): string {
  if ("failure" in trying) return `failed. ${trying.failure}\n`;
  const { tried } = trying;
  const { kept, left } = tried.examples;
  const parts = [
    columns(factsOf(scene, tried)),
    ...(kept.length === 0 ? [] : ["kept, for example:", ...kept.map(exampleText)]),
    ...(left.length === 0 ? [] : ["not kept, for example:", ...left.map(exampleText)]),
  ];
  return `${parts.join("\n")}\n`;
}

function factsOf({ task, tier, entry }: Scene, tried: Tried): readonly (readonly string[])[] {
  const { keep, feedback } = tierOf(task, tier).frozen.budget;
  const { pool, kept } = tried;
  const mayKeep = entry.submission.control === "everything" ? pool.candidates : keep;
  const spent = Object.entries(tried.feedback).map(
    ([verifier, asked]) => `${verifier} ${count(asked)} of ${count(feedback[verifier as "weak"] ?? 0)}`,
  );
  const chosen = Object.entries(tried.decoding ?? {}).map(([name, value]) => `${name} ${value}`);
  return [
    ["kept", `${count(kept.candidates)} of at most ${count(mayKeep)}, from ${count(kept.items)} items`],
    ["pool", `${count(pool.candidates)} candidates, ${count(pool.items)} items`],
    ["right", `${count(kept.right)} of those kept`],
    ["rates", ratesText(tried)],
    ["feedback", spent.join(", ") || "none asked"],
    ...(chosen.length === 0 ? [] : [["decoding", chosen.join(", ")]]),
    ["time", `${duration(tried.seconds)}, ${count(tried.peakMemoryMiB)} MiB at most`],
  ];
}

/** Below p⋆ the right ones outvote the wrong ones (Feng et al. 2024, Theorem 4.2). */
function ratesText({ p, phi, psi, pStar }: Tried): string {
  const rates = `p ${fixed(p, 3)}, φ ${fixed(phi, 3)}, ψ ${fixed(psi, 3)}, p⋆ ${fixed(pStar, 3)}`;
  if (p === null || pStar === null) return rates;
  return `${rates}: the pool's errors are ${p < pStar ? "below" : "not below"} p⋆`;
}

const widest = 160;

function exampleText({ item, candidate, isCorrect, input, proposed, weight }: Example): string {
  const weighted = weight === undefined || weight === 1 ? "" : `, weight ${weight}`;
  const about = `log-probability ${fixed(proposed.logprob, 2)}, ${count(proposed.tokens)} tokens${weighted}`;
  return [
    `  ${isCorrect ? "right" : "wrong"}: item ${item}, candidate ${candidate}, ${about}`,
    `    ${short(input)}`,
    `    → ${short(proposed.output)}`,
  ].join("\n");
}

/** Of a value what fits on a line or two. */
function short(value: unknown): string {
  const text = visible(typeof value === "string" ? value : JSON.stringify(value)).replaceAll(/\s+/g, " ");
  const characters = [...text];
  return characters.length <= widest ? text : `${characters.slice(0, widest).join("")}…`;
}
