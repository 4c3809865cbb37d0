/** For each place of a board, best first, those that it is not separated from, itself among them, as a set of bits. */
export type Ties = readonly Uint32Array[];

/** The ties of a board on which only the pairs that are named are separated. */
export function tiesBut(
  count: number,
  eachSeparated: (separate: (first: number, second: number) => void) => void,
): Ties {
  const tied = Array.from({ length: count }, () => {
    const own = new Uint32Array(Math.ceil(count / 32)).fill(-1);
    if (count % 32 > 0) own[own.length - 1] = 2 ** (count % 32) - 1;
    return own;
  });
  eachSeparated((first, second) => {
    remove(tied[first]!, second);
    remove(tied[second]!, first);
  });
  return tied;
}

/**
 * Compact letter display (Piepho 2004): entries that share a letter are not separated, and any two that share none are.
 * One set of places for each letter, in the order of their members: sets within which nobody is separated, none of which
 * can be left out. The fewest such sets are hard to find; these are made greedily from the best place down (Gramm et al. 2007).
 */
export function letterGroups(tied: Ties): readonly (readonly number[])[] {
  const count = tied.length;
  const shown = tied.map((own) => new Uint32Array(own.length));
  const groups: (readonly number[])[] = [];
  for (let first = 0; first < count; first++)
    for (let second = nextOf(tied[first]!, shown[first]!, first); second < count; ) {
      const group = grown(tied, first, second);
      const members = membersOf(group);
      for (const member of members) addAll(shown[member]!, group);
      groups.push(members);
      second = nextOf(tied[first]!, shown[first]!, second);
    }
  return withoutRedundant(groups.sort(byMembers), count);
}

/** A set that nobody can join any more, grown from two places: with those below the first in their order, then with those above. */
function grown(tied: Ties, first: number, second: number): Uint32Array {
  const group = new Uint32Array(tied[first]!.length);
  const able = new Uint32Array(group.length).fill(-1);
  const join = (place: number) => {
    if (!has(able, place)) return;
    add(group, place);
    keepOnly(able, tied[place]!);
  };
  for (const place of [first, second]) join(place);
  for (let place = first + 1; place < tied.length; place++) join(place);
  for (let place = first - 1; place >= 0; place--) join(place);
  return group;
}

/** The name of a group from its number: 0 is a, 25 is z, 26 is aa. */
export function letterName(group: number): string {
  const last = String.fromCharCode(97 + (group % 26));
  return group < 26 ? last : letterName(Math.floor(group / 26) - 1) + last;
}

/** Leaves out, smallest first, groups whose every pair of members another group shows too. */
function withoutRedundant(
  groups: readonly (readonly number[])[],
  count: number,
): readonly (readonly number[])[] {
  const shown = new Uint16Array(count * count);
  for (const group of groups) tally(shown, count, group, 1);
  const dropped = new Set<readonly number[]>();
  for (const group of groups.toSorted((a, b) => a.length - b.length)) {
    if (!isShownTwice(shown, count, group)) continue;
    tally(shown, count, group, -1);
    dropped.add(group);
  }
  return groups.filter((group) => !dropped.has(group));
}

/** Counts for every pair of members, the later one's row first, in how many groups it is. */
function tally(shown: Uint16Array, count: number, group: readonly number[], change: 1 | -1): void {
  for (let at = 0; at < group.length; at++) {
    const row = group[at]! * count;
    for (let other = 0; other <= at; other++) shown[row + group[other]!]! += change;
  }
}

/** Members far apart are together in the fewest groups: where a pair is the group's own, it is found soon. */
function isShownTwice(shown: Uint16Array, count: number, group: readonly number[]): boolean {
  for (let at = group.length - 1; at >= 0; at--) {
    const row = group[at]! * count;
    for (let other = 0; other <= at; other++) if (shown[row + group[other]!]! < 2) return false;
  }
  return true;
}

function byMembers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return a.length - b.length;
}

function add(set: Uint32Array, place: number): void {
  set[place >> 5]! |= 1 << (place & 31);
}

function remove(set: Uint32Array, place: number): void {
  set[place >> 5]! &= ~(1 << (place & 31));
}

function addAll(set: Uint32Array, others: Uint32Array): void {
  for (let at = 0; at < set.length; at++) set[at]! |= others[at]!;
}

function has(set: Uint32Array, place: number): boolean {
  return ((set[place >> 5]! >>> (place & 31)) & 1) === 1;
}

/** The first place from `start` on that is in one set and not in the other; beyond all places where there is none. */
function nextOf(set: Uint32Array, others: Uint32Array, start: number): number {
  let own = -1 << (start & 31);
  for (let at = start >> 5; at < set.length; at++, own = -1) {
    const open = set[at]! & ~others[at]! & own;
    if (open !== 0) return at * 32 + 31 - Math.clz32(open & -open);
  }
  return set.length * 32;
}

function keepOnly(set: Uint32Array, others: Uint32Array): void {
  for (let at = 0; at < set.length; at++) set[at]! &= others[at]!;
}

function membersOf(set: Uint32Array): readonly number[] {
  const members: number[] = [];
  for (let place = 0; place < set.length * 32; place++) if (has(set, place)) members.push(place);
  return members;
}
