import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import type { DeviceInfo } from "../../harness/engine/index.ts";
import { assertClose, tolerance } from "./tolerance.ts";

interface Outcome {
  readonly device: DeviceInfo;
  readonly losses: number[];
  readonly averaged: Readonly<Record<string, number[]>>;
  readonly decoded: Readonly<Record<string, number[]>>;
}

/** Where Debian's chromium and other packages put SwiftShader's Vulkan driver. */
const swiftShaderPlaces = [
  process.env["SWIFTSHADER_ICD"],
  "/usr/lib/chromium/vk_swiftshader_icd.json",
  "/usr/lib64/chromium-browser/vk_swiftshader_icd.json",
  "/opt/google/chrome/vk_swiftshader_icd.json",
].filter((place) => place !== undefined);

const driver = swiftShaderPlaces.find((place) => existsSync(place));
const reason =
  process.platform !== "linux"
    ? "the software adapter is looked for on Linux only"
    : driver === undefined &&
      `no SwiftShader driver at ${swiftShaderPlaces.join(", ")}; install chromium or set SWIFTSHADER_ICD`;

const isDawnInstalled = existsSync(join(import.meta.dirname, "../../node_modules/webgpu"));
const skips = {
  webgpu: reason,
  "tfjs:webgpu": reason || (!isDawnInstalled && "the optional packages of tfjs:webgpu are not installed"),
};

for (const [device, skip] of Object.entries(skips)) {
  test(`${device} on a software adapter trains and decodes as cpu does`, { skip }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "webgpu-"));
    const [onCpu, onGpu] = [await outcomeOn("cpu", {}), await outcomeOn(device, softwareVulkan(folder))];
    await rm(folder, { recursive: true });
    assert.equal(onGpu.device.name, device);
    assert.ok(onGpu.device.software, `the adapter is reported as software: ${onGpu.device.hardware}`);
    assertClose(onGpu.losses, onCpu.losses, tolerance.device, "losses");
    for (const [name, values] of Object.entries(onCpu.averaged))
      assertClose(onGpu.averaged[name]!, values, tolerance.device, `average of ${name}`);
    for (const [name, values] of Object.entries(onCpu.decoded))
      assertClose(onGpu.decoded[name]!, values, tolerance.device, name);
    for (const name of ["float32", "float16", "int32"])
      assert.deepEqual(onGpu.decoded[name], onCpu.decoded[name], `${name}, there and back`);
  });
}

test("webgpu on a software adapter is refused unless asked for", { skip: reason }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "webgpu-"));
  const program = `import { openDevice } from ${JSON.stringify(join(import.meta.dirname, "../../harness/engine/index.ts"))};
    await openDevice("webgpu").catch((error) => console.log(error.code, error.message));`;
  const env = softwareVulkan(folder);
  const { stdout } = await execa(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    env,
  });
  await rm(folder, { recursive: true });
  assert.match(stdout, /^device-missing the device webgpu cannot be used: it would compute in software/);
});

/** A process of its own: the Vulkan loader reads these variables when it is loaded. */
async function outcomeOn(device: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const program = join(import.meta.dirname, "webgpu-program.ts");
  const { stdout } = await execa(process.execPath, [program, device], { env });
  return JSON.parse(stdout) as Outcome;
}

function softwareVulkan(runtimeFolder: string): Record<string, string> {
  return {
    VK_ICD_FILENAMES: driver!,
    VK_DRIVER_FILES: driver!,
    XDG_RUNTIME_DIR: runtimeFolder,
    LD_LIBRARY_PATH: [dirname(driver!), process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":"),
  };
}
