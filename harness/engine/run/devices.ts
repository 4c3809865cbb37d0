/** Finds devices by name, and says why one is not there. */
import { BenchError, type Blame, messageOf } from "../../errors/index.ts";
import { coreCount } from "../../machine/index.ts";
import type { Device, DeviceInfo, DeviceName, DeviceOptions, DeviceReport } from "../contract.ts";
import { encodeCopy } from "../lower/index.ts";
import { requireFromEngine, tf } from "../tfjs.ts";
import { EagerDevice } from "./eager-device.ts";
import { cpuName, noVulkanDriver, webgpuAdapter } from "./hardware.ts";
import { OnnxDevice } from "./onnx-device.ts";
import { onnxruntime, packageVersion } from "./onnxruntime.ts";
import { findTfjsWebgpu } from "./tfjs-webgpu.ts";

type OneName = Exclude<DeviceName, "auto">;
type Missing = Extract<DeviceReport, { state: "missing" }>;

interface Kind {
  /** What the device would be, or why it cannot be had. */
  find(options: DeviceOptions): Promise<DeviceInfo | Missing>;
  open(info: DeviceInfo, options: DeviceOptions): Device;
}

const kinds: { readonly [N in OneName]: Kind } = {
  cpu: { find: findCpu, open: (info, options) => new OnnxDevice(info, "cpu", options) },
  webgpu: { find: findWebgpu, open: (info, options) => new OnnxDevice(info, "webgpu", options) },
  "tfjs:cpu": eager("tfjs:cpu", "cpu", "@tensorflow/tfjs-backend-cpu"),
  "tfjs:wasm": eager("tfjs:wasm", "wasm", "@tensorflow/tfjs-backend-wasm"),
  "tfjs:webgpu": { find: findTfjsWebgpu, open: (info) => new EagerDevice(info, "webgpu") },
  "tfjs:node": eager("tfjs:node", "tensorflow", "@tensorflow/tfjs-node"),
  "tfjs:node-gpu": eager("tfjs:node-gpu", "tensorflow", "@tensorflow/tfjs-node-gpu"),
};

const automatic: readonly OneName[] = ["webgpu", "cpu"];

/** Opens a device; throws `device-missing` with the reason and the devices that were found. */
export async function openDevice(name: DeviceName, options: DeviceOptions = {}): Promise<Device> {
  if (name === "auto") return openAutomatic(options);
  if (!Object.hasOwn(kinds, name))
    throw await notThere("usage", name, `there is no device "${name}"`, "Choose one of those.");
  const found = await kinds[name].find(options);
  if ("state" in found) throw await missing(found);
  if (found.software && options.allowSoftware !== true) throw await missing(softwareOnly(found));
  return kinds[name].open(found, options);
}

/** Every device, found or not and why; a software adapter says so. */
export async function listDevices(options: DeviceOptions = {}): Promise<readonly DeviceReport[]> {
  const reports: DeviceReport[] = [];
  for (const name of Object.keys(kinds) as OneName[]) {
    const found = await kinds[name].find(options);
    reports.push("state" in found ? found : { state: "found", info: found });
  }
  return reports;
}

async function openAutomatic(options: DeviceOptions): Promise<Device> {
  for (const name of automatic) {
    const found = await kinds[name].find(options);
    if (!("state" in found) && !found.software) return kinds[name].open(found, options);
  }
  throw await missing({ state: "missing", name: "cpu", reason: "no device was found", mend: "Run npm ci." });
}

function missing({ name, reason, mend }: Missing): Promise<BenchError> {
  return notThere("environment", name, `the device ${name} cannot be used: ${reason}`, mend);
}

async function notThere(blame: Blame, received: string, message: string, mend: string): Promise<BenchError> {
  const found = (await listDevices()).flatMap((other) => (other.state === "found" ? [other.info.name] : []));
  return new BenchError(message, {
    code: "device-missing",
    blame,
    where: "--device",
    expected: `auto or one of ${found.join(", ")}`,
    received,
    mend,
  });
}

function softwareOnly({ name, hardware }: DeviceInfo): Missing {
  return {
    state: "missing",
    name,
    reason: `it would compute in software (${hardware})`,
    mend: "Use cpu, which is faster, or install the graphics card's Vulkan driver.",
  };
}

async function findCpu({ threads = coreCount() }: DeviceOptions): Promise<DeviceInfo | Missing> {
  try {
    onnxruntime();
  } catch (error) {
    return { state: "missing", name: "cpu", reason: messageOf(error), mend: "Run npm ci." };
  }
  return onnxInfo("cpu", cpuName(), false, threads);
}

async function findWebgpu(): Promise<DeviceInfo | Missing> {
  const { hardware, software } = webgpuAdapter();
  const failure = hardware === noVulkanDriver ? hardware : await providerFailure("webgpu");
  if (failure === undefined) return onnxInfo("webgpu", hardware, software, 1);
  return {
    state: "missing",
    name: "webgpu",
    reason: failure,
    mend: "Install the graphics card's driver (on Linux with libvulkan1).",
  };
}

/** Why a provider cannot even copy a tensor, or undefined when it can. */
async function providerFailure(provider: string): Promise<string | undefined> {
  try {
    const options = { executionProviders: [provider], logSeverityLevel: 4 as const };
    const session = await onnxruntime().InferenceSession.create(encodeCopy("float32", 1), options);
    await session.release();
    return undefined;
  } catch (error) {
    return messageOf(error)
      .split("\n")[0]!
      .replace(/^.*? was false\. /, "");
  }
}

function onnxInfo(name: OneName, hardware: string, software: boolean, threads: number): DeviceInfo {
  const versions = Object.fromEntries(
    ["onnxruntime-node", "@tensorflow/tfjs-core"].map((pack) => [pack, packageVersion(pack)]),
  );
  return { name, kind: "compiled", hardware, software, threads, versions };
}

function eager(name: OneName, backend: string, pack: string): Kind {
  return {
    open: (info) => new EagerDevice(info, backend),
    async find() {
      try {
        requireFromEngine(pack);
        if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start its backend ${backend}`);
      } catch (error) {
        const reason = messageOf(error).split("\n")[0]!;
        return { state: "missing", name, reason, mend: `Install ${pack}, if it supports this platform.` };
      }
      const versions = Object.fromEntries(
        ["@tensorflow/tfjs-core", pack].map((one) => [one, packageVersion(one)]),
      );
      return { name, kind: "eager", hardware: cpuName(), software: false, threads: 1, versions };
    },
  };
}
