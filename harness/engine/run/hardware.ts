/** What the machine has: processor, graphics adapters, and which Vulkan drivers compute in software. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

/** The adapter that webgpu would use, as far as it can be told without asking it. */
export interface Adapter {
  readonly hardware: string;
  readonly software: boolean;
}

export const cpuName = (): string => cpus()[0]?.model.trim() ?? "unknown processor";

/** What `webgpuAdapter` says where Vulkan has nothing to load. */
export const noVulkanDriver = "no Vulkan driver is installed";

/** onnxruntime does not tell its adapter; on Linux it is software when only software Vulkan drivers or no graphics device are there. */
export function webgpuAdapter(platform: NodeJS.Platform = process.platform): Adapter {
  if (platform === "darwin") return { hardware: `Metal on ${cpuName()}`, software: false };
  if (platform === "win32") return { hardware: "Direct3D 12 adapter", software: false };
  const drivers = vulkanDrivers();
  const isHardware = drivers.some((driver) => !isSoftwareDriver(driver));
  const devices = graphicsDevices();
  if (isHardware && devices.length > 0) return { hardware: devices.join(", "), software: false };
  const software = drivers.find(isSoftwareDriver);
  return {
    hardware: software === undefined ? noVulkanDriver : `software Vulkan driver ${software}`,
    software: true,
  };
}

function isSoftwareDriver(library: string): boolean {
  return /swiftshader|lvp|llvmpipe/i.test(library);
}

/** Libraries named by the Vulkan loader's manifests, or by the environment instead of them. */
function vulkanDrivers(): readonly string[] {
  const chosen = process.env["VK_DRIVER_FILES"] ?? process.env["VK_ICD_FILENAMES"];
  const folders = ["/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
  const manifests =
    chosen === undefined
      ? folders.filter(existsSync).flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
      : chosen.split(":");
  return manifests.flatMap((file) => {
    const library = existsSync(file)
      ? readFileSync(file, "utf8").match(/"library_path"\s*:\s*"([^"]+)"/)?.[1]
      : undefined;
    return library === undefined ? [] : [library];
  });
}

function graphicsDevices(): readonly string[] {
  const nvidia = "/proc/driver/nvidia/gpus";
  const named = existsSync(nvidia)
    ? readdirSync(nvidia).map(
        (gpu) =>
          readFileSync(join(nvidia, gpu, "information"), "utf8").match(/Model:\s*(.+)/)?.[1] ?? "NVIDIA",
      )
    : [];
  if (named.length > 0) return named;
  return existsSync("/dev/dri") ? readdirSync("/dev/dri").filter((node) => node.startsWith("render")) : [];
}
