/** `npm run soak`: two hundred kills, or as many as are named, and every other fault in between. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { columns } from "../../harness/format/index.ts";
import { soak } from "./soak.ts";

const [kills = "200", seed = "0"] = process.argv.slice(2);
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-soak-"));
const soaked = await soak(folder, Number(kills), Number(seed), (text) => process.stderr.write(`${text}\n`));
const isSame = JSON.stringify(soaked.disturbed) === JSON.stringify(soaked.undisturbed);
console.log(
  columns([["disturbance", "times"], ...[...soaked.times].map(([kind, count]) => [kind, `${count}`])], [1]),
);
console.log(
  `\n${soaked.kills} processes killed; the last plan ended with code ${soaked.code}, its ` +
    `${Object.keys(soaked.undisturbed).length} records are ${isSame ? "those" : "NOT THOSE"} of an undisturbed run.`,
);
if (isSame && soaked.code === 0) rmSync(folder, { recursive: true });
else {
  console.log(`${soaked.said}\nEverything is left in ${folder}.`);
  process.exitCode = 1;
}
