/** A program or Python package that the machine must bring, as a manifest's `needs` says it. */
export interface Need {
  /** `python`, `node`, or a Python distribution. */
  readonly name: string;
  /** All of them hold of the version that is wanted; none: any will do. */
  readonly bounds: readonly Bound[];
}

interface Bound {
  readonly relation: keyof typeof relations;
  readonly version: string;
}

const relations = {
  ">=": (order: number) => order >= 0,
  "<=": (order: number) => order <= 0,
  "==": (order: number) => order === 0,
  "!=": (order: number) => order !== 0,
  ">": (order: number) => order > 0,
  "<": (order: number) => order < 0,
} as const;

const bound = /^\s*(>=|<=|==|!=|>|<)\s*(\d+(?:\.\d+)*)\s*$/;

/** Reads `numpy`, `numpy>=1.20` or `python>=3.9,<4`; undefined for anything else. */
export function parseNeed(text: string): Need | undefined {
  const [, name, rest = ""] =
    /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*([^A-Za-z]*)$/.exec(text.trim()) ?? [];
  if (name === undefined) return undefined;
  const parts = rest === "" ? [] : rest.split(",").map((part) => bound.exec(part));
  const bounds = parts.flatMap((found) =>
    found === null ? [] : [{ relation: found[1] as keyof typeof relations, version: found[2]! }],
  );
  return bounds.length === parts.length ? { name, bounds } : undefined;
}

/** Whether a version satisfies a need. Versions are compared by the numbers they begin with: 2.0rc1 counts as 2.0. */
export function satisfies(version: string, { bounds }: Need): boolean {
  return bounds.every((one) => relations[one.relation](compare(numbersOf(version), numbersOf(one.version))));
}

function numbersOf(version: string): readonly number[] {
  return (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? "0").split(".").map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let place = 0; place < Math.max(a.length, b.length); place++) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
