/**
 * Stories: one reporter for each kind of news.
 * In: a desk to draw names, numbers and wordings from. Out: an event told in sentences, and its summary.
 * A summary says only what the lead and the facts hold, if need be rounded, added up or under another name.
 */
import type { Reporter } from "../telling.ts";
import { court } from "./court.ts";
import { crash } from "./crash.ts";
import { culture } from "./culture.ts";
import { election } from "./election.ts";
import { fire } from "./fire.ts";
import { football } from "./football.ts";
import { health } from "./health.ts";
import { jobs } from "./jobs.ts";
import { market } from "./market.ts";
import { parliament } from "./parliament.ts";
import { rescue } from "./rescue.ts";
import { school } from "./school.ts";
import { science } from "./science.ts";
import { tennis } from "./tennis.ts";
import { theft } from "./theft.ts";
import { transport } from "./transport.ts";
import { weather } from "./weather.ts";
import { wildlife } from "./wildlife.ts";

/** Every kind of story, in the order in which tables show them. */
export const STORY_KINDS = [
  "court",
  "crash",
  "culture",
  "election",
  "fire",
  "football",
  "health",
  "jobs",
  "market",
  "parliament",
  "rescue",
  "school",
  "science",
  "tennis",
  "theft",
  "transport",
  "weather",
  "wildlife",
] as const;

/** One of the kinds. */
export type StoryKind = (typeof STORY_KINDS)[number];

/** Who tells which kind. */
export const REPORTERS: Readonly<Record<StoryKind, Reporter>> = {
  court,
  crash,
  culture,
  election,
  fire,
  football,
  health,
  jobs,
  market,
  parliament,
  rescue,
  school,
  science,
  tennis,
  theft,
  transport,
  weather,
  wildlife,
};
