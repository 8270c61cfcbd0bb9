/** What a magic gives back, and how it looks in the cell. */
import type { Scope } from "tapelab";
import { escapeHtml } from "tapelab/host";
import type { Shown } from "../display/shown.js";
import { type TableColumn, type TableView, tableBundle } from "../display/table.js";

/** What a command did. */
export interface Outcome {
  /** Of the line: what an assignment gets. */
  readonly value: unknown;
  /** What the cell shows; undefined: nothing. */
  readonly shown?: Shown;
  /** The value is shown by itself; `shown` is a remark beside it. */
  readonly isRemark?: boolean;
}

/** The value of a magic on the last line: it shows what the magic did. */
export class MagicResult {
  readonly value: unknown;
  readonly #shown: Shown;

  constructor(value: unknown, shown: Shown) {
    this.value = value;
    this.#shown = shown;
  }

  get shown(): Shown {
    return this.#shown;
  }
}

Object.defineProperty(MagicResult.prototype, Symbol.for("Jupyter.display"), {
  value(this: MagicResult): [Shown["data"], Shown["metadata"]] {
    return [this.shown.data, this.shown.metadata];
  },
});

/** A line of text; `hint` is what HTML tells when the mouse rests on it. */
export function line(text: string, hint?: string): Shown {
  const title = hint === undefined ? "" : ` title="${escapeHtml(hint)}"`;
  return {
    data: { "text/plain": text, "text/html": `<div class="tapelab"${title}>${escapeHtml(text)}</div>` },
    metadata: {},
  };
}

/** Rows as a table. Columns whose name ends in `#` hold numbers. */
export function table(
  names: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
  more: Pick<TableView, "title" | "note"> = {},
): Shown {
  const columns = names.map((name, n): TableColumn => {
    const isNumber = name.endsWith("#");
    const cells = rows.map((row) => cell(row[n]));
    return { name: isNumber ? name.slice(0, -1) : name, cells, align: isNumber ? "right" : "left" };
  });
  return tableBundle({ columns, ...more });
}

/** One thing after the other. */
export function joined(...parts: readonly Shown[]): Shown {
  const text = parts.map(({ data }) => String(data["text/plain"] ?? "")).join("\n");
  const html = parts.map(({ data }) =>
    String(data["text/html"] ?? `<pre>${escapeHtml(String(data["text/plain"]))}</pre>`),
  );
  return { data: { "text/plain": text, "text/html": html.join("") }, metadata: {} };
}

function cell(value: string | number | undefined): string {
  return value === undefined ? "" : typeof value === "number" ? value.toLocaleString("en-US") : value;
}

/** The end of an id is its random part: eight digits are enough to tell sessions apart. */
export function shortId(id: string): string {
  return `…${id.slice(-8)}`;
}

/** Whether the line of a scope is the count of a cell. */
export function isInCell({ srcFile, cellLine, cellId }: Pick<Scope, "srcFile" | "cellLine" | "cellId">): boolean {
  return srcFile?.endsWith(".ipynb") === true || cellLine !== undefined || cellId !== undefined;
}
