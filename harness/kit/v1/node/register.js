// Finds the kit for strategies that run where there is no node_modules above them.
import { registerHooks } from "node:module";

const url = new URL("./collapse-bench.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "collapse-bench" ? { url, shortCircuit: true } : next(specifier, context),
});
