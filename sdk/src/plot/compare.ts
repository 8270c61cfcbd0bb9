/** What differs between compared sources, as a table of texts. */
import { canonicalJson } from "../base/canonical-json.js";
import { counted, numberText } from "./count-text.js";
import type { RunFacts } from "./draw.js";
import type { RunStats } from "./stats.js";

export interface CompareRow {
  readonly name: string;
  /** One per run; empty where the run has nothing of this name. */
  readonly values: readonly string[];
}

export interface CompareTable {
  /** Labels of all runs, also of those that are not drawn. */
  readonly runs: readonly string[];
  /** Metadata, variables and counts that are not equal in all runs. */
  readonly differs: readonly CompareRow[];
  /** Those that are. */
  readonly equal: readonly CompareRow[];
  /** Lowest, last and highest of each variable: `z min`, `z last`, `z max`. */
  readonly ranges: readonly CompareRow[];
}

export function compareRuns(runs: readonly RunFacts[], names: readonly string[], stats: RunStats): CompareTable {
  const rows: CompareRow[] = [
    ...metaNames(runs).map((name) => ({ name: `meta.${name}`, values: runs.map(({ meta }) => metaText(meta, name)) })),
    { name: "scopes", values: runs.map((_, run) => counted(stats.rowCounts[run] ?? 0)) },
    {
      name: "variables",
      values: runs.map((_, run) =>
        [...stats.of(run)].flatMap(([name, { count }]) => (count > 0 ? [name] : [])).join(", "),
      ),
    },
  ];
  const ranges = [...new Set(runs.flatMap((_, run) => [...stats.of(run).keys()]))].flatMap((name) =>
    (["low", "last", "high"] as const).map((what) => ({
      name: `${name} ${{ low: "min", last: "last", high: "max" }[what]}`,
      values: runs.map((_, run) => {
        const value = stats.of(run).get(name)?.[what];
        return value === undefined || Number.isNaN(value) ? "" : numberText(value);
      }),
    })),
  );
  const isEqual = ({ values }: CompareRow): boolean => values.every((value) => value === values[0]);
  return { runs: names, differs: rows.filter((row) => !isEqual(row)), equal: rows.filter(isEqual), ranges };
}

function metaNames(runs: readonly RunFacts[]): string[] {
  return [...new Set(runs.flatMap(({ meta }) => Object.keys(meta)))];
}

function metaText(meta: RunFacts["meta"], name: string): string {
  if (!Object.hasOwn(meta, name)) return "";
  const value = meta[name];
  return typeof value === "string" ? value : canonicalJson(value);
}
