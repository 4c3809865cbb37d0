import { textMetrics } from "vega-scenegraph";

/** Mean width of a character of the wider system fonts, in font sizes; without a canvas Vega itself reckons with 0.8. */
const characterWidth = 0.6;
const defaultFontSize = 11;

/** Characters that have room in so many pixels. */
export function charactersIn(width: number, fontSize: number): number {
  return Math.floor(width / (characterWidth * fontSize));
}

/** Lets Vega lay text out by the width it will have in a browser, within a few per cent. */
export function useSystemFontWidths(): void {
  textMetrics.width = ({ fontSize = defaultFontSize }, text) =>
    [...String(text)].length * characterWidth * fontSize;
}
