/**
 * Season: which key the streams of results are drawn from, and whether the public knows it yet.
 * In: `seasons.yaml` of a checkout, and a key file for a season that is sealed. Out: a `Season`, which heads random paths.
 * Season 0 has no key: its streams follow from the names alone. No key is ever written but to the file of its owner, and to
 * `seasons.yaml` when the season is closed.
 */
export { type KeyFile, readKeyFile, writeKeyFile } from "./key.ts";
export {
  closeSeason,
  openSeason,
  publicSeason,
  type Season,
  type SeasonLine,
  seasonOf,
  seasonsFile,
  seasonsOf,
} from "./seasons.ts";
