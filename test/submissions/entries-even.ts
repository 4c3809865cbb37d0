import { everySecondEntry } from "./every-entry.ts";

everySecondEntry(0);
