/** Says which tfjs function is being called, and from where, for error messages. */

/** `tf.matMul at model.ts:12`, as the running stack tells it; undefined outside any tfjs function. */
export function callInProgress(stack: string = new Error().stack ?? ""): string | undefined {
  const frames = stack.split("\n");
  const call = outermostCall(frames);
  if (call === undefined) return undefined;
  const place = frames.slice(call.frame + 1).find((frame) => !/node_modules|node:internal/.test(frame));
  const file = place?.match(/([^/\\(]+:\d+):\d+\)?$/)?.[1];
  return file === undefined ? `tf.${call.name}` : `tf.${call.name} at ${file}`;
}

/** tfjs wraps every public function `f` in one called `f__op`; the first one off the caller's code is the one meant. */
function outermostCall(
  frames: readonly string[],
): { readonly name: string; readonly frame: number } | undefined {
  for (const [frame, text] of frames.entries()) {
    const name = text.match(/\b(\w+?)__op\b/)?.[1];
    const callerIsTfjs = frames[frame + 1]?.includes("tfjs-core");
    if (name !== undefined && !callerIsTfjs) return { name, frame };
  }
  return undefined;
}
