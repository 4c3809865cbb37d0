import { keepers, stageCheats, testLimits, testNothingIsLeft } from "./stage.ts";
import { limitCheats } from "./table.ts";

stageCheats();
testLimits(limitCheats, keepers);
testNothingIsLeft();
