/**
 * The one tfjs instance of the process.
 * Loaded through `require` because tfjs's ES modules do not resolve in Node; `tfjs-layers` is loaded only for its side
 * effect: it registers every gradient function, which the CommonJS bundle of `tfjs-core` leaves out.
 */
import { createRequire } from "node:module";

export const requireFromEngine = createRequire(import.meta.url);

/** tfjs-core with its gradients; use its functions (`tf.add(a, b)`), chained methods (`a.add(b)`) are not registered. */
export const tf = requireFromEngine("@tensorflow/tfjs-core") as typeof import("@tensorflow/tfjs-core");
requireFromEngine("@tensorflow/tfjs-layers");
tf.enableProdMode();
