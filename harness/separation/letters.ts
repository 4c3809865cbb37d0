/**
 * Compact letter display (Piepho 2004): entries that share a letter are not separated, and any two that share none are.
 * One set of places for each letter, in the order of their members: sets within which nobody is separated, none of which
 * can be left out. The fewest such sets are hard to find; these are made greedily from the best place down (Gramm et al. 2007).
 * `isSeparated` is asked for places `first < second` in the order of the board, best first.
 */
export function letterGroups(
  count: number,
  isSeparated: (first: number, second: number) => boolean,
): readonly (readonly number[])[] {
  const tied = tiesOf(count, isSeparated);
  const shown = tied.map((own) => new Uint32Array(own.length));
  const groups: (readonly number[])[] = [];
  for (let first = 0; first < count; first++)
    for (let second = first; second < count; second++) {
      if (!has(tied[first]!, second) || has(shown[first]!, second)) continue;
      const group = grown(tied, first, second);
      const members = membersOf(group);
      for (const member of members) addAll(shown[member]!, group);
      groups.push(members);
    }
  return withoutRedundant(groups.sort(byMembers), count);
}

/** For each place those that it is not separated from, itself among them. */
function tiesOf(
  count: number,
  isSeparated: (first: number, second: number) => boolean,
): readonly Uint32Array[] {
  const tied = Array.from({ length: count }, () => new Uint32Array(Math.ceil(count / 32)));
  for (let first = 0; first < count; first++) {
    add(tied[first]!, first);
    for (let second = first + 1; second < count; second++)
      if (!isSeparated(first, second)) {
        add(tied[first]!, second);
        add(tied[second]!, first);
      }
  }
  return tied;
}

/** A set that nobody can join any more, grown from two places: with those below the first in their order, then with those above. */
function grown(tied: readonly Uint32Array[], first: number, second: number): Uint32Array {
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
  const tally = (group: readonly number[], change: 1 | -1) => {
    for (let at = 0; at < group.length; at++)
      for (let other = 0; other <= at; other++) shown[group[at]! * count + group[other]!]! += change;
  };
  const isShownElsewhere = (group: readonly number[]) =>
    group.every((first, at) => {
      for (let other = 0; other <= at; other++) if (shown[first * count + group[other]!]! < 2) return false;
      return true;
    });
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

function add(set: Uint32Array, place: number): void {
  set[place >> 5]! |= 1 << (place & 31);
}

function addAll(set: Uint32Array, others: Uint32Array): void {
  for (let at = 0; at < set.length; at++) set[at]! |= others[at]!;
}

function has(set: Uint32Array, place: number): boolean {
  return ((set[place >> 5]! >>> (place & 31)) & 1) === 1;
}

function keepOnly(set: Uint32Array, others: Uint32Array): void {
  for (let at = 0; at < set.length; at++) set[at]! &= others[at]!;
}

function membersOf(set: Uint32Array): readonly number[] {
  const members: number[] = [];
  for (let place = 0; place < set.length * 32; place++) if (has(set, place)) members.push(place);
  return members;
}
