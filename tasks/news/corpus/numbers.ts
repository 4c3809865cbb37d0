const SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] as const;

/** Words up to ten, figures with thousands separators above. */
export function count(value: number): string {
  return SMALL[value] ?? figure(value);
}

/** Figures with thousands separators; values are whole numbers. */
export function figure(value: number): string {
  if (value < 1000) return String(value);
  return `${Math.floor(value / 1000)},${String(value % 1000).padStart(3, "0")}`;
}

/** How a summary rounds: to the nearest ten, hundred or thousand by size, and said to be above or below it. */
export function rounded(value: number): string {
  if (value <= 20) return count(value);
  const step = value < 100 ? 10 : value < 1000 ? 100 : value < 10_000 ? 1000 : 10_000;
  const rest = value % step;
  if (rest === 0) return figure(value);
  return rest * 2 > step ? `nearly ${figure(value - rest + step)}` : `more than ${figure(value - rest)}`;
}

/** A percentage as a summary says it: as a common fraction where one is within two points. */
export function fraction(percent: number): string {
  const near = (target: number) => Math.abs(percent - target) <= 2;
  if (near(25)) return "a quarter";
  if (near(33)) return "a third";
  if (near(50)) return "half";
  if (near(67)) return "two thirds";
  if (near(75)) return "three quarters";
  return `${percent}%`;
}

/** One decimal, from tenths: 34 is "3.4". */
export function tenths(value: number): string {
  return value % 10 === 0 ? String(value / 10) : (value / 10).toFixed(1);
}

/** "one woman", "three women". */
export function things(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** First letter in upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a farm", "an office", "an 18-year-old". */
export function an(noun: string): string {
  return /^([aeiou]|8|11-|18-)/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}
