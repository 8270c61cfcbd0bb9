/** How one figure follows from another: what a page that shows the first one has to be told. */
import type { Figure, Json, Trace, Values } from "./figure.js";
import type { FigureChange, TraceChange } from "./picture.js";

/** Undefined when the figure has to be sent as a whole. */
export function changeBetween(before: Figure, after: Figure): FigureChange | undefined {
  if (before.data.length !== after.data.length || before.frames || after.frames) return undefined;
  const traces: TraceChange[] = [];
  for (const [trace, next] of after.data.entries()) {
    const change = traceChange(before.data[trace]!, next);
    if (change === undefined) return undefined;
    if (change !== "none") traces.push({ trace, ...change });
  }
  const isSame = JSON.stringify(before.layout) === JSON.stringify(after.layout);
  return isSame ? { traces } : { traces, layout: after.layout };
}

/** The figure that the change makes of an earlier one. */
export function applyChange(figure: Figure, { traces, layout }: FigureChange): Figure {
  const data = [...figure.data];
  for (const { trace, drop, keep, gone = "", append } of traces) {
    let next = data[trace]!;
    const stays = (_: unknown, i: number): boolean => ((parseInt(gone[i >> 2] ?? "0", 16) >> (i & 3)) & 1) === 0;
    for (const [name, values] of Object.entries(append)) {
      const old = arrayOf(next, name) ?? [];
      next = withArray(next, name, [...old.slice(drop, drop + keep).filter(stays), ...values]);
    }
    data[trace] = next;
  }
  return { ...figure, data, layout: layout ?? figure.layout };
}

/** Arrays with a value per point. */
const arrayNames = ["x", "y", "z", "text", "marker.color"] as const;

function traceChange(before: Trace, after: Trace): Omit<TraceChange, "trace"> | "none" | undefined {
  if (after.type === "heatmap" || JSON.stringify(bare(before)) !== JSON.stringify(bare(after))) {
    return JSON.stringify(before) === JSON.stringify(after) ? "none" : undefined;
  }
  const names = arrayNames.filter((name) => arrayOf(after, name));
  const old = names.map((name) => arrayOf(before, name) ?? []);
  const now = names.map((name) => arrayOf(after, name)!);
  const [oldCount = 0, count = 0] = [old[0]?.length, now[0]?.length];
  if (old.some(({ length }) => length !== oldCount) || now.some(({ length }) => length !== count)) return undefined;
  const isSame = (i: number, j: number): boolean => now.every((values, n) => values[i] === old[n]![j]);
  let drop = 0;
  if (count > 0) while (drop < oldCount && !isSame(0, drop)) drop++;
  let keep = 0;
  while (keep < count && drop + keep < oldCount && isSame(keep, drop + keep)) keep++;
  if (drop === 0 && keep === count && keep === oldCount) return "none";
  const append = (from: number) => Object.fromEntries(names.map((name, n) => [name, now[n]!.slice(from)]));
  const thinned = count > 0 && drop + keep < oldCount ? thinning({ drop, oldCount, count }, isSame) : undefined;
  // A bit costs a quarter of a character, a point some ten.
  if (thinned && thinned.stay - keep > oldCount / 40) {
    const { last, gone, stay } = thinned;
    return { drop, keep: last + 1 - drop, gone, append: append(stay) };
  }
  if (keep === 0) drop = oldCount;
  return { drop, keep, append: append(keep) };
}

/** The longest beginning of the new points that the old ones hold in their order: the last of these, and which are left out. */
function thinning(
  { drop, oldCount, count }: { drop: number; oldCount: number; count: number },
  isSame: (now: number, old: number) => boolean,
): { stay: number; last: number; gone: string } {
  const digits: number[] = [];
  let stay = 0;
  let last = drop - 1;
  for (let i = drop; i < oldCount && stay < count; i++) {
    if (!isSame(stay, i)) continue;
    for (let left = last + 1; left < i; left++)
      digits[(left - drop) >> 2] = (digits[(left - drop) >> 2] ?? 0) | (1 << ((left - drop) & 3));
    last = i;
    stay++;
  }
  const gone = Array.from(digits, (digit) => (digit ?? 0).toString(16)).join("");
  return { stay, last, gone };
}

/** The trace without the arrays that grow. */
function bare(trace: Trace): Trace {
  let left = trace;
  for (const name of arrayNames) if (arrayOf(left, name)) left = withArray(left, name, []);
  return left;
}

type Name = (typeof arrayNames)[number];

function arrayOf(trace: Trace, name: string): Values | undefined {
  const value = name === "marker.color" ? markerOf(trace).color : trace[name as Exclude<Name, "marker.color">];
  return Array.isArray(value) ? (value as Values) : undefined;
}

function withArray(trace: Trace, name: string, values: Values): Trace {
  if (name === "marker.color") return { ...trace, marker: { ...markerOf(trace), color: values } };
  return { ...trace, [name as "x"]: values };
}

function markerOf({ marker }: Trace): { readonly [option: string]: Json | undefined } {
  return typeof marker === "object" && marker !== null && !Array.isArray(marker)
    ? (marker as { readonly [option: string]: Json })
    : {};
}
