/** One line of a small chart: values by place, null where there is none. */
export interface Curve {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

const [width, height] = [320, 168] as const;
const frame = { left: 34, right: 8, top: 8, bottom: 24 } as const;

/**
 * A small chart of shares between 0 and 1 over rounds, drawn in place and coloured by the page's style sheet: a page of many entries has
 * many of them.
 */
export function curvePicture(curves: readonly Curve[], title: string, id: string): string {
  const xs = curves.flatMap(({ points }) => points.map(({ x }) => x));
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const inside = width - frame.left - frame.right;
  const x = (value: number) =>
    round(frame.left + (last > first ? (value - first) / (last - first) : 0.5) * inside);
  const y = (value: number) => round(frame.top + (1 - value) * (height - frame.top - frame.bottom));
  const levels = [0, 0.5, 1].map(
    (level) =>
      `<path class="grid" d="M${frame.left} ${y(level)}H${width - frame.right}"/>` +
      `<text x="${frame.left - 6}" y="${y(level) + 4}" text-anchor="end">${level}</text>`,
  );
  const rounds = [...new Set([first, last])].map(
    (value) => `<text x="${x(value)}" y="${height - 6}" text-anchor="middle">${value}</text>`,
  );
  const lines = curves.map(({ points }, place) => {
    const known = points.flatMap((point) => (point.y === null ? [] : [`${x(point.x)} ${y(point.y)}`]));
    const dots = known.map((at) => `M${at}h0`).join("");
    return `<path class="s${place + 1}" d="${known.length > 1 ? `M${known.join("L")}` : ""}"/><path class="s${place + 1} dots" d="${dots}"/>`;
  });
  return (
    `<svg class="curve" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-labelledby="${id}">` +
    `<title id="${id}">${title.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</title>${levels.join("")}${rounds.join("")}${lines.join("")}</svg>`
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
