import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { execa } from "execa";
import type { DeviceInfo } from "../../harness/engine/index.ts";
import { webgpuAdapter } from "../../harness/engine/run/hardware.ts";
import { assertClose, tolerance } from "./tolerance.ts";

interface Outcome {
  readonly device: DeviceInfo;
  readonly losses: number[];
  readonly averaged: Readonly<Record<string, number[]>>;
  readonly decoded: Readonly<Record<string, number[]>>;
}

interface ModelOutcomes {
  readonly outcomes: Readonly<Record<string, ModelOutcome>>;
  /** Operators of all programs by what computed them. */
  readonly placed: Readonly<Record<string, readonly string[]>>;
}

interface ModelOutcome {
  readonly losses: number[];
  readonly scored: number[];
  readonly found: Readonly<Record<string, { readonly symbols: number[]; readonly scores: number[] }>>;
}

interface Adapter {
  readonly device: string;
  readonly skip: string | false;
  env(runtimeFolder: string): Readonly<Record<string, string>>;
}

/** Places that a search sorted are int64, which onnxruntime casts on the processor; an input's slice of whole numbers needs no GPU. */
const onHost = ["Cast", "Slice"];

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

/** The machine's own adapter, where it has one: `doctor` says the same. */
const { hardware, software } = webgpuAdapter();
const onMachine = { skip: software && `no adapter of the machine's own: ${hardware}`, env: () => ({}) };
const adapters: Readonly<Record<string, Adapter>> = {
  "webgpu on a software adapter": { device: "webgpu", skip: skips.webgpu, env: softwareVulkan },
  "tfjs:webgpu on a software adapter": {
    device: "tfjs:webgpu",
    skip: skips["tfjs:webgpu"],
    env: softwareVulkan,
  },
  "webgpu on the machine's own adapter": { device: "webgpu", ...onMachine },
};

for (const [name, { device, skip, env }] of Object.entries(adapters)) {
  test(`${name} trains and decodes as cpu does`, { skip }, async (t) => {
    const folder = await temporaryFolder(t);
    const [onCpu, onGpu] = [await outcomeOn("cpu", {}), await outcomeOn(device, env(folder))];
    assert.equal(onGpu.device.name, device);
    assert.equal(onGpu.device.software, env === softwareVulkan, `the adapter is ${onGpu.device.hardware}`);
    assertClose(onGpu.losses, onCpu.losses, tolerance.device, "losses");
    for (const [name, values] of Object.entries(onCpu.averaged))
      assertClose(onGpu.averaged[name]!, values, tolerance.device, `average of ${name}`);
    for (const [name, values] of Object.entries(onCpu.decoded))
      assertClose(onGpu.decoded[name]!, values, tolerance.device, name);
    for (const name of ["float32", "float16", "int32"])
      assert.deepEqual(onGpu.decoded[name], onCpu.decoded[name], `${name}, there and back`);
  });

  if (device !== "webgpu") continue;
  test(`${name} trains models, searches and scores as cpu does, and only ids leave it`, {
    skip,
  }, async (t) => {
    const [onCpu, onGpu] = [
      await modelsOn("cpu", await temporaryFolder(t), {}),
      await modelsOn(device, await temporaryFolder(t), env(await temporaryFolder(t))),
    ];
    for (const [model, { losses, found, scored }] of Object.entries(onCpu.outcomes)) {
      const other = onGpu.outcomes[model]!;
      assertClose(other.losses, losses, tolerance.device, `${model}: losses`);
      assertClose(other.scored, scored, tolerance.device, `${model}: scores`);
      for (const [search, { symbols, scores }] of Object.entries(found)) {
        assert.deepEqual(other.found[search]!.symbols, symbols, `${model}: ${search}`);
        assertClose(other.found[search]!.scores, scores, tolerance.device, `${model}: ${search}`);
      }
    }
    assert.ok(onGpu.placed["WebGpuExecutionProvider"]!.includes("MatMul"));
    const strays = onGpu.placed["CPUExecutionProvider"]!.filter((operator) => !onHost.includes(operator));
    assert.deepEqual(strays, []);
  });
}

test("webgpu on a software adapter is refused unless asked for", { skip: reason }, async (t) => {
  const folder = await temporaryFolder(t);
  const program = `import { openDevice } from ${JSON.stringify(join(import.meta.dirname, "../../harness/engine/index.ts"))};
    await openDevice("webgpu").catch((error) => console.log(error.code, error.message));`;
  const env = softwareVulkan(folder);
  const { stdout } = await execa(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    env,
  });
  assert.match(stdout, /^device-missing the device webgpu cannot be used: it would compute in software/);
});

/** A process of its own: the Vulkan loader reads these variables when it is loaded. */
async function outcomeOn(device: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const program = join(import.meta.dirname, "webgpu-program.ts");
  const { stdout } = await execa(process.execPath, [program, device], { env });
  return JSON.parse(stdout) as Outcome;
}

async function modelsOn(
  device: string,
  profiles: string,
  env: Readonly<Record<string, string>>,
): Promise<ModelOutcomes> {
  const program = join(import.meta.dirname, "webgpu-models.ts");
  const { stdout } = await execa(process.execPath, [program, device, profiles], { env });
  const { outcomes } = JSON.parse(stdout) as Pick<ModelOutcomes, "outcomes">;
  return { outcomes, placed: await placesIn(profiles) };
}

/** What onnxruntime's profiles in a folder say of who computed what. */
async function placesIn(folder: string): Promise<ModelOutcomes["placed"]> {
  const files = await readdir(folder);
  const events = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8")) as ProfileEvent[]),
  );
  const computed = events.flat().flatMap(({ args }) => (args?.provider && args.op_name ? [args] : []));
  const byProvider = Object.groupBy(computed, ({ provider }) => provider!);
  return Object.fromEntries(
    Object.entries(byProvider).map(([provider, all]) => [
      provider,
      [...new Set(all!.map(({ op_name }) => op_name!))].sort(),
    ]),
  );
}

interface ProfileEvent {
  readonly args?: { readonly provider?: string; readonly op_name?: string };
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "webgpu-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

function softwareVulkan(runtimeFolder: string): Record<string, string> {
  return {
    VK_ICD_FILENAMES: driver!,
    VK_DRIVER_FILES: driver!,
    XDG_RUNTIME_DIR: runtimeFolder,
    LD_LIBRARY_PATH: [dirname(driver!), process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":"),
  };
}
