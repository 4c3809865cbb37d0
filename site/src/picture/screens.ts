import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import sharp from "sharp";

const chromiumFile = "/usr/bin/chromium";
const viewport = { width: 1200, height: 800 };

/** Pages of a built site as a reader sees them, by name; none where there is no Chromium. */
export async function photographed(built: string): Promise<ReadonlyMap<string, Buffer>> {
  const pictures = new Map<string, Buffer>();
  if (!existsSync(chromiumFile)) return pictures;
  const [task] = readdirSync(path.join(built, "tasks")).sort();
  const shown = {
    home: "index.html",
    board: `tasks/${task}/index.html#board`,
    compare: "compare/index.html",
  };
  const browser = await chromium.launch({ executablePath: chromiumFile, args: ["--no-sandbox"] });
  try {
    for (const [name, address] of Object.entries(shown)) {
      const page = await browser.newPage({ viewport, colorScheme: "light" });
      const [file, place] = address.split("#");
      await page.goto(
        `${pathToFileURL(path.join(built, file!)).href}${place === undefined ? "" : `#${place}`}`,
      );
      await page.waitForLoadState("networkidle");
      pictures.set(
        name,
        await sharp(await page.screenshot())
          .png({ palette: true, effort: 10 })
          .toBuffer(),
      );
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return pictures;
}
