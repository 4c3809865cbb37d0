import { defineConfig } from "astro/config";
import { publishRecords } from "./src/publish.ts";

process.env["ASTRO_TELEMETRY_DISABLED"] = "1";

/**
 * Static pages only, which work at any path. `COLLAPSE_BENCH_SITE` is the address they will be served at, for what must name it in full;
 * `COLLAPSE_BENCH_OUT` the folder they are written to.
 */
export default defineConfig({
  output: "static",
  outDir: process.env["COLLAPSE_BENCH_OUT"] ?? "../dist",
  cacheDir: "../.cache/astro",
  vite: { cacheDir: "../.cache/vite", logLevel: "warn" },
  trailingSlash: "always",
  // Pages are made while files of others are written.
  build: { format: "directory", inlineStylesheets: "never", concurrency: 4 },
  devToolbar: { enabled: false },
  integrations: [publishRecords],
});
