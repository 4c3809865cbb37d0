import type { DeviceInfo, DeviceName } from "../contract.ts";
import { openDevice } from "./devices.ts";

/** What the device of a name is, `auto` being the best there is. Throws `BenchError` with the list of those found. */
export async function chooseDevice(wanted: string): Promise<DeviceInfo> {
  await using device = await openDevice(wanted as DeviceName);
  return device.info;
}

/** How records name a device: `cpu`, `webgpu: NVIDIA H200`. */
export function deviceLabel({ name, hardware }: DeviceInfo): string {
  return name === "cpu" ? name : `${name}: ${hardware}`;
}
