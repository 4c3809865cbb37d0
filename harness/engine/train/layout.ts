/** Which parameters share one flat tensor during training. */
import { type HostTensor, type Shape, type Signature, sizeOf } from "../tensors.ts";

export interface Placed {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
}

/** Parameters that are updated together, end to end in one vector. */
export interface Group {
  readonly size: number;
  readonly isDecayed: boolean;
  readonly members: readonly Placed[];
}

/** Sizes in values. */
export interface VectorLimits {
  /** What is larger stays alone. */
  readonly shared: number;
  readonly group: number;
}

/** Large parameters stay alone, which keeps an update within the cache; small ones share, which saves calls. */
export const cpuGroups: VectorLimits = { shared: 32_768, group: 131_072 };

/** A call costs a GPU more than a copy of all weights: 256 MiB to a group, far below what an adapter binds at once. */
export const gpuGroups: VectorLimits = { shared: 2 ** 26, group: 2 ** 26 };

/** Groups in the order of the parameters' names as given; each group is decayed as a whole or not at all. */
export function layOut(
  parameters: Readonly<Record<string, HostTensor>>,
  isDecayed: (name: string) => boolean,
  limits = cpuGroups,
): readonly Group[] {
  const groups: Group[] = [];
  const open = new Map<boolean, number>();
  for (const [name, { shape }] of Object.entries(parameters)) {
    const size = sizeOf(shape);
    const decayed = isDecayed(name);
    const place = open.get(decayed);
    if (size > limits.shared || place === undefined || groups[place]!.size + size > limits.group) {
      groups.push({ size, isDecayed: decayed, members: [{ name, shape, offset: 0 }] });
      if (size <= limits.shared) open.set(decayed, groups.length - 1);
      continue;
    }
    const group = groups[place]!;
    const member = { name, shape, offset: group.size };
    groups[place] = { ...group, size: group.size + size, members: [...group.members, member] };
  }
  return groups;
}

/** The shapes of one kind of state, a vector per group: `parameter.0`, `parameter.1`, … */
export function stateSignature(groups: readonly Group[], kind: string): Signature {
  return Object.fromEntries(
    groups.map(({ size }, index) => [`${kind}.${index}`, { shape: [size], dtype: "float32" as const }]),
  );
}

/** Vectors of the groups from tensors by name, in shared memory, which a device need not copy. */
export function pack(
  groups: readonly Group[],
  kind: string,
  tensors: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    groups.map(({ size, members }, index) => {
      const data = new Float32Array(new SharedArrayBuffer(size * Float32Array.BYTES_PER_ELEMENT));
      for (const { name, offset } of members) data.set(tensors[name]!.data, offset);
      return [`${kind}.${index}`, { shape: [size], dtype: "float32" as const, data }];
    }),
  );
}

/** Tensors by name from the vectors of the groups. */
export function unpack(
  groups: readonly Group[],
  kind: string,
  vectors: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, HostTensor>> {
  const entries = groups.flatMap(({ members }, index) => {
    const { data } = vectors[`${kind}.${index}`]!;
    return members.map(({ name, shape, offset }): [string, HostTensor] => [
      name,
      { shape, dtype: "float32", data: data.slice(offset, offset + sizeOf(shape)) },
    ]);
  });
  return Object.fromEntries(entries);
}
