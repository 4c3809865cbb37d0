import path from "node:path";
import { discoverTasks } from "../../harness/task/index.ts";
import { taskConformance } from "./conformance.ts";

for (const task of await discoverTasks(path.join(import.meta.dirname, "../.."))) taskConformance(task);
