/**
 * Run: programs on devices.
 * In: a device by name, a program with its signature, tensors. Out: results on the host or kept on the device.
 * Compiled devices go through record, simplify and lower; eager ones call tfjs. A missing device says why and what there is.
 */
export { chooseDevice, deviceLabel } from "./choose.ts";
export { listDevices, openDevice } from "./devices.ts";
export { roundedToFloat16 } from "./float16.ts";
