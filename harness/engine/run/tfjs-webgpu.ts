/** tfjs's own WebGPU backend, which is made for browsers, on Dawn's binding for Node. */
import { messageOf } from "../../errors/index.ts";
import type { DeviceInfo, DeviceReport } from "../contract.ts";
import { requireFromEngine, tf } from "../tfjs.ts";
import { noVulkanDriver, webgpuAdapter } from "./hardware.ts";
import { packageVersion } from "./onnxruntime.ts";

type Missing = Extract<DeviceReport, { state: "missing" }>;

/** What is used of an adapter's description; texts may be empty. */
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

interface Gpu {
  requestAdapter(): Promise<{ readonly info: AdapterInfo } | null>;
}

const packages = ["webgpu", "@tensorflow/tfjs-backend-webgpu"] as const;
const install =
  "Run npm install --no-save --save-optional webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0.";

const driver = "Install the graphics card's driver.";

/** Starts the backend on the first adapter, once; says why where it cannot. */
export async function findTfjsWebgpu(): Promise<DeviceInfo | Missing> {
  try {
    for (const one of packages) requireFromEngine.resolve(one);
    // Dawn complains on standard error where there is nothing to load.
    if (webgpuAdapter().hardware === noVulkanDriver) return missing(noVulkanDriver, driver);
    const adapter = await gpu().requestAdapter();
    if (adapter === null) return missing("no graphics adapter was found", driver);
    requireFromEngine("@tensorflow/tfjs-backend-webgpu");
    if (!(await tf.setBackend("webgpu"))) throw new Error("tfjs could not start its backend webgpu");
    return infoOf(adapter.info);
  } catch (error) {
    const reason = messageOf(error).split("\n")[0]!;
    return missing(reason, install);
  }
}

/** The backend looks for `navigator.gpu` and for WebGPU's classes among the globals, as a browser has them. */
function gpu(): Gpu {
  const { navigator } = globalThis as { navigator: { gpu?: Gpu } };
  if (navigator.gpu !== undefined) return navigator.gpu;
  const dawn = requireFromEngine("webgpu") as { create(options: string[]): Gpu; globals: object };
  Object.assign(globalThis, dawn.globals);
  Object.defineProperty(navigator, "gpu", { value: dawn.create([]) });
  return navigator.gpu!;
}

function infoOf({ vendor, architecture, description, isFallbackAdapter }: AdapterInfo): DeviceInfo {
  const hardware = description || [vendor, architecture].filter((text) => text !== "").join(" ");
  const software = isFallbackAdapter === true || /swiftshader|llvmpipe/i.test(`${architecture} ${hardware}`);
  const versions = Object.fromEntries(
    ["@tensorflow/tfjs-core", ...packages].map((one) => [one, packageVersion(one)]),
  );
  return { name: "tfjs:webgpu", kind: "eager", hardware, software, threads: 1, versions };
}

function missing(reason: string, mend: string): Missing {
  return { state: "missing", name: "tfjs:webgpu", reason, mend };
}
