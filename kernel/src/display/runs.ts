/** `tapelab/run` as cells have it: what a cell launches is cancelled when the cell is interrupted or runs again. */
import { createRequire } from "node:module";
import type { Launch } from "tapelab/run";
import { currentCell, outsideCells } from "./cells.js";
import { launchOfCell } from "./launch-view.js";

type RunModule = typeof import("tapelab/run");

let forCells: RunModule | undefined;

/** Loaded when it is first asked for. */
export function runModule(): RunModule {
  if (forCells !== undefined) return forCells;
  const module = createRequire(__filename)("tapelab/run") as RunModule;
  forCells = {
    ...module,
    launch: async (...given: Parameters<RunModule["launch"]>): Promise<Launch> => {
      const cell = currentCell();
      // Of no cell: an interrupted one records and waits for nothing more, and the launch writes how it ended.
      return launchOfCell(await outsideCells(() => module.launch(...given)), cell);
    },
  };
  return forCells;
}
