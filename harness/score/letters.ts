/**
 * Compact letter display (Piepho 2004): entries that share a letter are not separated, and any two that share none are.
 * One set of places for each letter, best first: the maximal sets within which nobody is separated, less those that say
 * nothing new. `isSeparated` is asked for places `first < second` in the order of the board, best first.
 */
export function letterGroups(
  count: number,
  isSeparated: (first: number, second: number) => boolean,
): readonly (readonly number[])[] {
  const words = Math.ceil(count / 32);
  const tied = Array.from({ length: count }, () => new Uint32Array(words));
  for (let first = 0; first < count; first++)
    for (let second = first + 1; second < count; second++)
      if (!isSeparated(first, second)) {
        add(tied[first]!, second);
        add(tied[second]!, first);
      }
  // Who is tied with somebody further down; the others' groups are whole, and only the rest of them goes on.
  const last = tied.map((set) => membersOf(set).at(-1) ?? -1);
  const closed: Uint32Array[] = [];
  let open: Uint32Array[] = [];
  for (let place = 0; place < count; place++) {
    const groups = joined(open, place, tied[place]!);
    const going = setOf(words, (member) => member <= place && last[member]! > place);
    closed.push(...groups.filter((group) => !isWithin(group, going)));
    open = maximal(groups.map((group) => common(group, going)));
  }
  const found = [...closed, ...open].map(membersOf).sort(byMembers);
  return withoutRedundant(found, count);
}

/** The name of a group from its number: 0 is a, 25 is z, 26 is aa. */
export function letterName(group: number): string {
  const last = String.fromCharCode(97 + (group % 26));
  return group < 26 ? last : letterName(Math.floor(group / 26) - 1) + last;
}

/** Maximal groups once one more place is known: those it is tied with grow, of the others it joins a part. */
function joined(groups: readonly Uint32Array[], place: number, tied: Uint32Array): Uint32Array[] {
  const kept: Uint32Array[] = [];
  const grown: Uint32Array[] = [];
  for (const group of groups) {
    if (isWithin(group, tied)) grown.push(added(group, place));
    else {
      kept.push(group);
      grown.push(added(common(group, tied), place));
    }
  }
  if (grown.length === 0) grown.push(added(new Uint32Array(tied.length), place));
  return [...kept, ...maximal(grown)];
}

/** Groups that lie in no other, each once. */
function maximal(groups: readonly Uint32Array[]): Uint32Array[] {
  const bySize = groups.map((group) => ({ group, size: sizeOf(group) })).sort((a, b) => b.size - a.size);
  const found: Uint32Array[] = [];
  for (const { group } of bySize) if (!found.some((larger) => isWithin(group, larger))) found.push(group);
  return found;
}

/** Leaves out, smallest first, groups whose every pair of members another group shows too. */
function withoutRedundant(
  groups: readonly (readonly number[])[],
  count: number,
): readonly (readonly number[])[] {
  const shown = new Uint16Array(count * count);
  const tally = (group: readonly number[], change: 1 | -1) => {
    for (const first of group) for (const second of group) shown[first * count + second]! += change;
  };
  const isShownElsewhere = (group: readonly number[]) =>
    group.every((first) => group.every((second) => shown[first * count + second]! > 1));
  for (const group of groups) tally(group, 1);
  const dropped = new Set<readonly number[]>();
  for (const group of groups.toSorted((a, b) => a.length - b.length)) {
    if (!isShownElsewhere(group)) continue;
    tally(group, -1);
    dropped.add(group);
  }
  return groups.filter((group) => !dropped.has(group));
}

function byMembers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return a.length - b.length;
}

function setOf(words: number, holds: (place: number) => boolean): Uint32Array {
  const set = new Uint32Array(words);
  for (let place = 0; place < words * 32; place++) if (holds(place)) add(set, place);
  return set;
}

function add(set: Uint32Array, place: number): void {
  set[place >> 5]! |= 1 << (place & 31);
}

function added(set: Uint32Array, place: number): Uint32Array {
  const copy = set.slice();
  add(copy, place);
  return copy;
}

function common(a: Uint32Array, b: Uint32Array): Uint32Array {
  return a.map((word, at) => word & b[at]!);
}

function isWithin(inner: Uint32Array, outer: Uint32Array): boolean {
  for (let at = 0; at < inner.length; at++) if ((inner[at]! & ~outer[at]!) !== 0) return false;
  return true;
}

function membersOf(set: Uint32Array): readonly number[] {
  const members: number[] = [];
  for (let place = 0; place < set.length * 32; place++)
    if ((set[place >> 5]! >>> (place & 31)) & 1) members.push(place);
  return members;
}

function sizeOf(set: Uint32Array): number {
  let size = 0;
  for (let word of set) for (; word !== 0; word &= word - 1) size++;
  return size;
}
