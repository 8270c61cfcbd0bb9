/** Small pictures in tables: `<img>` with an SVG of ours as data, which every front end shows, trusted or not. */

export interface Picture {
  /** Markup made here or in `tapelab`, of numbers alone. */
  readonly svg: string;
  /** In place of the picture, and where the mouse rests on it. */
  readonly alt: string;
}

/** Points of a spark line. */
export const sparkMax = 120;
const width = 60;
const height = 16;

/** The values as a line 60 px wide; what is no finite number is a gap. Undefined without two numbers to join. */
export function sparkLine(values: readonly unknown[], alt: string): Picture | undefined {
  const numbers = values.map((value) => (typeof value === "bigint" ? Number(value) : value));
  const finite = numbers.filter(isNumber);
  if (finite.length < 2) return undefined;
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const stepX = width / (values.length - 1);
  const place = (value: number): string => {
    const part = high === low ? 0.5 : value / 2 / (high / 2 - low / 2) - low / 2 / (high / 2 - low / 2);
    return (1 + (1 - part) * (height - 2)).toFixed(1);
  };
  let path = "";
  let isDown = false;
  for (const [n, value] of numbers.entries()) {
    if (isNumber(value)) path += `${isDown ? "L" : "M"}${(n * stepX).toFixed(1)} ${place(value)}`;
    isDown = isNumber(value);
  }
  const size = `width="${width}" height="${height}"`;
  const line = `<path d="${path}" fill="none" stroke="#4477aa" stroke-linejoin="round"/>`;
  return { svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${line}</svg>`, alt };
}

/** Which of `count` values a spark line is made of: all, or evenly chosen ones with first and last. */
export function sparkPlaces(count: number): number[] {
  if (count <= sparkMax) return Array.from({ length: count }, (_, n) => n);
  return Array.from({ length: sparkMax }, (_, n) => Math.round((n * (count - 1)) / (sparkMax - 1)));
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}
