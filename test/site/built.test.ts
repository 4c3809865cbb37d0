/** All tests of one built site: it is made once for them. */
import { after } from "node:test";
import "./built/pages.ts";
import "./built/every.ts";
import "./built/home.ts";
import "./built/runs.ts";
import "./built/variants.ts";
import "./built/metadata.ts";
import "./built/board.ts";
import "./built/browser.ts";
import { sharedSite } from "./fixture/site.ts";

after(async () => (await sharedSite()).remove());
