/** How `cat` prints scopes: aligned rows, a line of JSON each, or CSV. */
import type { Scope } from "../read/scope.js";
import { jsonText, type Output } from "./output.js";
import { type Cell, type TableLayout, tableLayout } from "./table.js";
import { brief, briefReference, csvLine, plain, valueOrReference } from "./values.js";

export interface ScopePrinter {
  /** Prints these scopes, in order; resolves when the output can take more. */
  print(scopes: readonly Scope[]): Promise<void>;
}

/** A line of JSON for each scope, with everything that is known of it. */
export function jsonPrinter(output: Output, variables: readonly string[] | undefined): ScopePrinter {
  return {
    print: (scopes) => output.lines(...scopes.map((scope) => jsonText(scopeJson(scope, variables)))),
  };
}

/** The variables alone, a line for each scope; the names must be known beforehand. */
export async function csvPrinter(output: Output, names: readonly string[]): Promise<ScopePrinter> {
  await output.write(csvLine(names));
  return {
    print: (scopes) =>
      output.write(scopes.map((scope) => csvLine(names.map((name) => csvValue(scope, name)))).join("")),
  };
}

/** Aligned rows. The first scopes fix the columns; variables that come later are named in a note. */
export function tablePrinter(output: Output, variables: readonly string[] | undefined): ScopePrinter {
  let layout: TableLayout | undefined;
  let names: readonly string[] = variables ?? [];
  const known = new Set<string>();
  return {
    print: async (scopes) => {
      if (scopes.length === 0) return;
      if (!layout) {
        names = variables ?? namesOf(scopes);
        for (const name of names) known.add(name);
        layout = layoutFor(scopes, names, output.width);
        if (layout.hidden.length > 0)
          output.note(`Not shown: ${layout.hidden.join(", ")} (the window is too narrow; --var chooses).`);
        await output.lines(output.bold(layout.line(["commit", "label", ...names])));
      }
      const { line } = layout;
      await output.lines(...scopes.map((scope) => line(row(scope, names))));
      if (variables) return;
      const late = namesOf(scopes).filter((name) => !known.has(name));
      for (const name of late) known.add(name);
      if (late.length > 0) output.note(`Later scopes also hold ${late.join(", ")} (shown with --var or --json).`);
    },
  };
}

/** Names of the variables of these scopes, in order of first appearance. */
export function namesOf(scopes: readonly Scope[]): string[] {
  const names = new Set<string>();
  let last: readonly string[] | undefined;
  for (const scope of scopes) {
    // Neighbours of one strip share their list of names.
    if (scope.names === last) continue;
    last = scope.names;
    for (const name of last) names.add(name);
  }
  return [...names];
}

function layoutFor(scopes: readonly Scope[], names: readonly string[], width: number): TableLayout {
  const sample = scopes.slice(0, 256);
  const isNumber = (name: string): boolean =>
    sample.every(
      (scope) => !scope.has(name) || typeof scope.vars[name] === "number" || typeof scope.vars[name] === "bigint",
    );
  const columns = names.map((title) => ({ title, align: isNumber(title) ? ("right" as const) : ("left" as const) }));
  const fixed = [{ title: "commit", align: "right" as const }, { title: "label" }];
  return tableLayout(
    [...fixed, ...columns],
    sample.map((scope) => row(scope, names)),
    width,
  );
}

function row(scope: Scope, names: readonly string[]): Cell[] {
  return [String(scope.sequence), scope.labels.join(" "), ...names.map((name) => cell(scope, name))];
}

function cell(scope: Scope, name: string): string {
  const found = valueOrReference(scope, name);
  if (!found) return "";
  return "value" in found ? brief(found.value) : briefReference(found.reference);
}

function csvValue(scope: Scope, name: string): unknown {
  const found = valueOrReference(scope, name);
  if (!found) return undefined;
  return "value" in found ? found.value : briefReference(found.reference);
}

function scopeJson(scope: Scope, variables: readonly string[] | undefined): Record<string, unknown> {
  const { uid, sequence, labels, time, srcFile, srcLine, cellId, meta } = scope;
  const names = variables ?? scope.names;
  const vars: [string, unknown][] = [];
  for (const name of names) {
    const found = valueOrReference(scope, name);
    if (found) vars.push([name, "value" in found ? plain(found.value) : found.reference]);
  }
  return {
    uid,
    sequence,
    commit: scope.commit.label,
    labels,
    time: time === undefined ? undefined : new Date(time).toISOString(),
    srcFile,
    srcLine,
    cellId,
    meta: Object.keys(meta).length > 0 ? meta : undefined,
    vars: Object.fromEntries(vars),
  };
}
