import { defineConfig } from "astro/config";

process.env["ASTRO_TELEMETRY_DISABLED"] = "1";

/** Static pages only. `COLLAPSE_BENCH_BASE` is the path the site is served under, `COLLAPSE_BENCH_OUT` the folder it is written to. */
export default defineConfig({
  output: "static",
  base: process.env["COLLAPSE_BENCH_BASE"] ?? "/",
  outDir: process.env["COLLAPSE_BENCH_OUT"] ?? "../dist",
  cacheDir: "../.cache/astro",
  vite: { cacheDir: "../.cache/vite" },
  trailingSlash: "always",
  build: { format: "directory" },
  devToolbar: { enabled: false },
});
