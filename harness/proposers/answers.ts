import { type ArtifactStore, canonicalHash, keptValue } from "../artifacts/index.ts";
import type { TextCost } from "./contract.ts";

/** What one request brought, and what it took. */
export interface Answer<Value> {
  readonly value: Value;
  readonly cost: TextCost;
}

/** Asks what was not asked before, and counts. */
export interface KeptAnswers {
  /** The answer to a request, which names all that decides it; kept as soon as it is there. */
  to<Value>(request: object, ask: () => Promise<Answer<Value>>): Promise<Value>;
  readonly cost: TextCost;
  readonly kept: number;
}

/** Keeps answers of whoever has this id. */
export function answersOf(store: Pick<ArtifactStore, "bundle">, id: string): KeptAnswers {
  const cost = { requests: 0, promptTokens: 0, tokens: 0 };
  let [used, asked] = [0, 0];

  async function to<Value>(request: object, ask: () => Promise<Answer<Value>>): Promise<Value> {
    const key = { what: "text model's answer", of: id, request: canonicalHash(request) };
    const answer = await keptValue(store, key, async () => {
      const fresh = await ask();
      asked++;
      return fresh;
    });
    used++;
    cost.requests += answer.cost.requests;
    cost.promptTokens += answer.cost.promptTokens;
    cost.tokens += answer.cost.tokens;
    return answer.value;
  }

  return {
    to,
    get cost() {
      return { ...cost };
    },
    get kept() {
      return used - asked;
    },
  };
}

/** Cuts a list into parts of `size`, the last one shorter. */
export function partsOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

/** Does jobs for items in order, at most `lanes` at a time; after the first error none is begun. */
export async function inLanes<Item, Value>(
  items: readonly Item[],
  lanes: number,
  job: (item: Item, place: number) => Promise<Value>,
): Promise<Value[]> {
  const results = new Array<Value>(items.length);
  let next = 0;
  let hasFailed = false;
  const lane = async () => {
    while (next < items.length && !hasFailed) {
      const place = next++;
      try {
        results[place] = await job(items[place]!, place);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, items.length) }, lane));
  const failed = ended.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return results;
}
