/**
 * What the main thread does with magics. main calls `installMagics(host)` once and tells of each cell that it runs:
 * `beforeCell` and `afterCell`, both inside the cell's asynchronous context.
 */
import type { RunningCell } from "../display/cells.js";
import type { CellCode, Question, ToMain, ToWorker } from "../link.js";
import { commands } from "./commands.js";
import type { RunCommand } from "./context.js";
import { completions, magics, ownCommands, table } from "./register.js";
import { MagicRunner } from "./run-magic.js";

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
  /** A cell begins. */
  beforeCell(cell: RunningCell, code: CellCode): void;
  /**
   * Its body has ended, with or without success: `%%tape`, `%%time` and automatic captures do their part. Await it before
   * `done` is posted; what it throws after a body that succeeded is the cell's error.
   */
  afterCell(cell: RunningCell, isOk: boolean): Promise<void>;
  /** Answer to a `history` message. */
  history(message: Extract<ToMain, { readonly type: "history" }>): void;
}

/** What a registered magic offers for the last of its words; what goes wrong in it offers nothing. */
export async function completeWords({ magic, words }: Extract<Question, { readonly what: "words" }>): Promise<unknown> {
  try {
    const found = await completions.get(magic)?.(words);
    return Array.isArray(found) ? found.slice(0, 500).map(String) : [];
  } catch {
    return []; // completion never fails because of a package
  }
}

/** Makes `__magic__` and `magics` global. Call once. */
export function installMagics(host: MagicsHost): Magics {
  const all = new Map<string, RunCommand>(Object.entries(commands));
  const runner = new MagicRunner(host, table, { get: (name) => all.get(name) ?? ownCommands.get(name) });
  Object.assign(globalThis, { __magic__: runner.run, magics });
  return {
    beforeCell: (cell, code) => runner.cellBegins(cell, code),
    afterCell: (cell, isOk) => runner.cellEnds(cell, isOk),
    history: (message) => runner.history(message),
  };
}
