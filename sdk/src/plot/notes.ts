/** What a picture does not show, or shows in another way; and what makes a picture impossible. */
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { counted, listed, plural } from "./count-text.js";
import type { RunFacts } from "./draw.js";
import { colorsMax, facetsMax, type Gathering, isSpecial, type NameFacts, runsMax } from "./gather.js";

export function notesOf(gathering: Gathering, runs: readonly RunFacts[], isUnitLeftOut: boolean): string[] {
  const { names, leftOut, wanted, facets, colors } = gathering;
  const notes: string[] = [];
  const say = (count: number, text: (count: string) => string): void => {
    if (count > 0) notes.push(text(counted(count)));
  };
  const asked = [wanted.x, ...(wanted.ys ?? []), wanted.color, wanted.facet];
  const missing = asked.filter((name) => name !== undefined && names.get(name)?.isFound === false && !isSpecial(name));
  if (gathering.rows > 0 && gathering.ys.length === 0)
    notes.push(`no numbers; there are ${listed([...gathering.found], 8)}`);
  if (missing.length > 0) notes.push(`no scope has ${listed(missing as string[])} so far`);
  if (leftOut.size > 0) notes.push(`not drawn: ${listed([...leftOut])}`);
  if (isUnitLeftOut) notes.push("variables of a third unit are not drawn");
  for (const [name, facts] of names) noteName(name, facts, notes);
  for (const [axis, drawn] of Object.entries(axesOf(gathering)))
    for (const name of wanted.log?.includes(axis) ? drawn : [])
      say(names.get(name)?.notPositive ?? 0, (count) => `${shown(name, 40)}: ${count} not above zero`);
  say(infinities(gathering), (count) => `${count} infinite`);
  say(misfits(gathering), (count) => `${count} arrays of another shape`);
  if (wanted.facet !== undefined) say(facets.names.length - facetsMax, (count) => `${count} more panels not drawn`);
  if (wanted.color !== undefined && !gathering.hasScale)
    say(colors.names.length - colorsMax, (count) => `${count} more colors under "other"`);
  say(runs.length - runsMax, (count) => `${count} more runs not drawn`);
  return notes;
}

/** Variables along the axes that can be logarithmic. */
function axesOf({ kind, x, ys }: Gathering): Readonly<Record<"x" | "y", readonly string[]>> {
  if (kind === "heatmap" || kind === "trajectory3d") return { x: [], y: [] };
  return kind === "histogram" ? { x: ys, y: [] } : { x: [x], y: ys };
}

function noteName(name: string, { rounded, others, texts, hasNumbers }: NameFacts, notes: string[]): void {
  if (rounded > 0) notes.push(`${shown(name, 40)}: rounded (${plural(rounded, "integer")} beyond 2^53)`);
  const gaps = others + (hasNumbers ? texts : 0);
  if (gaps > 0) notes.push(`${shown(name, 40)}: ${plural(gaps, "value")} of other types left out`);
}

function infinities({ series }: Gathering): number {
  let sum = 0;
  for (const { points, histogram } of series.values()) sum += histogram?.infinite ?? points.infinite;
  return sum;
}

function misfits({ series }: Gathering): number {
  let sum = 0;
  for (const { heat } of series.values()) sum += heat?.misfits ?? 0;
  return sum;
}

/** `row`: what the sources consist of. Throws when a variable asked for is not there, or holds nothing that can be drawn. Without rows nothing is known. */
export function assertDrawable(gathering: Gathering, row: string, isComplete: boolean): void {
  const { rows, names, wanted, found } = gathering;
  if (rows === 0) return;
  const asked = [
    wanted.x,
    ...(wanted.ys ?? []),
    wanted.kind === "trajectory3d" ? (wanted.z ?? "z") : wanted.z,
    wanted.color,
    wanted.facet,
  ];
  for (const name of asked) {
    const facts = name === undefined ? undefined : names.get(name);
    if (name === undefined || !facts) continue;
    if (facts.others > 0 && !facts.isDrawable) throw voidVariable(name, facts.otherType ?? "");
    if (!facts.isFound && isComplete && !isSpecial(name)) throw unknownVariable(name, found, row);
  }
}

function voidVariable(name: string, type: string): TapelabError<"bad-conversion"> {
  const text = shown(name, 60);
  const found = shown(type, 60);
  return new TapelabError(
    "bad-conversion",
    `plot: variable "${text}" cannot be drawn; expected numbers, texts, times or arrays of numbers, found ${found}. Nothing was drawn. ` +
      `Record a number instead, such as a field of it: capture("step", { ${/^[\w$]+$/.test(text) ? text : "value"}: … }).`,
    { name, expected: "number", found: type },
  );
}

function unknownVariable(name: string, known: ReadonlySet<string>, row: string): TapelabError<"no-such-variable"> {
  const meant = near(name, known);
  const hint = meant.length > 0 ? ` Did you mean "${shown(meant[0]!, 60)}"?` : "";
  return new TapelabError(
    "no-such-variable",
    `plot: no ${row} has a variable "${shown(name, 60)}". Nothing was drawn.${hint} ` +
      `There are ${listed([...known].sort(), 20) || "no variables"}.`,
    { scope: row, name, near: meant },
  );
}
