/** Running a program once, for tests. */
import type { Device, Feeds, HostTensor, Program, Signature } from "../../harness/engine/index.ts";

/** Every output's values. */
export async function compute(
  device: Device,
  feeds: Readonly<Record<string, HostTensor>>,
  program: Program,
): Promise<Record<string, HostTensor["data"]>> {
  await using compiled = await device.compile(program, signatureOf(feeds));
  const { host } = await compiled.run(feeds);
  return Object.fromEntries(Object.entries(host).map(([name, { data }]) => [name, data]));
}

/** The signature that fits these feeds. */
export function signatureOf(feeds: Feeds): Signature {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
  );
}
