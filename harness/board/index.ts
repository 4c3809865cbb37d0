/**
 * Board: the only place that reads records and makes a board of them.
 * In: a checkout, a folder of results, a tier. Out: the board as it is published, and per task all that it is made of.
 * The command and the site print the same bytes; results that cannot be read or compared are named and cost nothing else.
 */
export type {
  CellScore,
  Interval,
  RoundScore,
  ScoredEntry,
  ScoredView,
  Verdict,
  View,
} from "../score/index.ts";
export type {
  Board,
  BoardRequest,
  BoardSeason,
  Curves,
  OpenBoard,
  TaskAbout,
  TaskBoard,
} from "./contract.ts";
export { boardJson, latestSeason, openBoard, scoreBoard } from "./open.ts";
export { curvesOf, headlineUntil } from "./task.ts";
