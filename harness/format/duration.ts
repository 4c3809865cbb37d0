/** Seconds as a person says them: `0.42 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.995) return `${Number(seconds.toFixed(2))}\u00a0s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}\u00a0s`;
  if (whole < 3600) return pair(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(whole / 60);
  return pair(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = small === 0 ? "" : ` ${small}\u00a0${smallUnit}`;
  return `${large}\u00a0${largeUnit}${rest}`;
}
