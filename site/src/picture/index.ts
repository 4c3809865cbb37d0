/**
 * Picture: the board where there is no page: in the README, and wherever an address is shared.
 * In: the site's data. Out: SVG text, PNG bytes.
 */
export { boardPicture } from "./board.ts";
export { sharedPicture } from "./shared.ts";
