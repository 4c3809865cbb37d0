/**
 * Train: steps of Adam or AdamW on any device.
 * In: parameters, a loss in the tfjs API, the batch's signature. Out: a `Trainer` whose state stays on the device.
 * The whole step is one program: gradients by tfjs, clipping, update, average; learning rates are fed, so one compilation serves all steps.
 */
export { compileTraining } from "./trainer.ts";
