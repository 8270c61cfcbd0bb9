/**
 * What the main thread does with magics. main calls `installMagics(host)` once, puts `globals` on the global object,
 * and tells of each cell that it runs: `beforeCell` and `afterCell`, both inside the cell's asynchronous context.
 */
import type { RunningCell } from "../display/cells.js";
import type { CellCode, ToWorker } from "../link.js";

/** What magics need from the main thread. */
export interface MagicsHost {
  /** The notebook's live variables, by name (`CellRunner.locals`). */
  variables(): Readonly<Record<string, unknown>>;
  /** Forgets the notebook's variables (`CellRunner.reset`). */
  forgetVariables(): void;
  post(message: ToWorker): void;
  /** Folder of the notebook. */
  readonly folder: string;
  /** The notebook's path as captures name it, and how it was found; for `%tape status`. */
  notebook(): { readonly srcFile: string; readonly isGuessed: boolean };
}

export interface Magics {
  /** Names that cells see: `__magic__`, `magics`. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** A cell begins. */
  beforeCell(cell: RunningCell, code: CellCode): void;
  /**
   * Its body has ended: `%%tape`, `%%time` and automatic captures do their part. Awaited before `done` is posted; what it
   * throws is the cell's error (only after a body that succeeded).
   */
  afterCell(cell: RunningCell, code: CellCode, isOk: boolean): Promise<void>;
  /** Answer to a `history` message. */
  history(id: number, inputs: readonly { readonly count: number; readonly source: string }[]): void;
}
