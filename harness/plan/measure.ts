import { chooseDevice, deviceLabel } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import { gatherProvenance } from "../provenance/index.ts";
import type { ResultRecord } from "../record/index.ts";
import { type FoundIsolation, findIsolation, type Isolation, strategyRuntimes } from "../strategy/index.ts";
import type { Job } from "./job.ts";

/** What a worker found on its machine, within the wishes of a job. */
export interface MeasuredMachine {
  readonly device: string;
  readonly isolation: Isolation;
  readonly provenance: ResultRecord["provenance"];
  /** What the user should know of it. */
  readonly notes: readonly string[];
}

/** Looks at this machine. Throws `BenchError` (blame environment) when it has not what the job insists on. */
export async function measureMachine(
  job: Pick<Job, "root" | "device" | "isolation">,
): Promise<MeasuredMachine> {
  const device = await chooseDevice(job.device);
  const found = await findIsolation();
  const { isolation, notes } = chooseIsolation(job.isolation, found);
  const provenance = await gatherProvenance(job.root, {
    device: deviceLabel(device),
    isolation,
    runtimes: await strategyRuntimes(),
    enforcement: { memory: found.memory, processes: found.processes, time: found.time },
  });
  return { device: device.name, isolation, provenance, notes };
}

function chooseIsolation(
  wished: Job["isolation"],
  found: FoundIsolation,
): Pick<MeasuredMachine, "isolation" | "notes"> {
  if (wished === "none") return { isolation: "none", notes: [] };
  if (found.kind === "bubblewrap") return { isolation: found.kind, notes: [] };
  const consequence = "at tiers standard, gpu and paper such results are not scored.";
  if (wished === "auto") {
    const note = `Strategies run without a sandbox: ${found.reason}. ${found.mend} Mind that ${consequence}`;
    return { isolation: found.kind, notes: [note] };
  }
  throw new BenchError(`strategies cannot be sandboxed: ${found.reason}`, {
    code: "sandbox-missing",
    blame: "environment",
    mend: `${found.mend} Or pass --isolation none, for code you trust; ${consequence}`,
  });
}
