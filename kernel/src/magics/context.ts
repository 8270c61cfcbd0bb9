import type { RunningCell } from "../display/cells.js";
import type { CellCode } from "../link.js";
import type { AutoCapture } from "./auto-capture.js";
import type { MagicsHost } from "./main-side.js";
import type { Outcome } from "./outcome.js";
import type { MagicTable } from "./table.js";
import type { Request } from "./values.js";

/** What a command can use besides its line. */
export interface MagicContext {
  readonly host: MagicsHost;
  readonly table: MagicTable;
  readonly auto: AutoCapture;
  /** The cell that the line stands in; undefined when called from nowhere. */
  readonly cell: RunningCell | undefined;
  /** Its code; undefined when the cell has ended long ago. */
  readonly code: CellCode | undefined;
  /** Runs the work when the cell's body has ended: with what `%%` magics do. */
  atEnd(work: AtEnd): void;
  /** The newest cells, from the worker. */
  history(count: number): Promise<readonly { readonly count: number; readonly source: string }[]>;
}

/** `isOk`: the body succeeded. What it gives is shown in the cell. */
export type AtEnd = (isOk: boolean) => Outcome | undefined | Promise<Outcome | undefined>;

/** One magic or sub-command at work. `extra` is the body of a text magic, or the function of an expression. */
export type RunCommand = (request: Request, context: MagicContext, extra: unknown) => Outcome | Promise<Outcome>;
