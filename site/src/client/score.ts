/** The harness's own comparisons, for whoever compares or tells apart anew. */
import { compareSeeds, placesOf } from "../../../harness/separation/index.ts";
import { twoSidedQuantile } from "../../../harness/statistics/index.ts";
import { shared } from "./shared.ts";

shared().score = { compareSeeds, placesOf, twoSidedQuantile };
