/**
 * `tapelab/run` as cells have it: what a cell launches is cancelled when the cell is interrupted or runs again, and the
 * code of a run's function is that of the cells it stands on.
 */
import { createRequire } from "node:module";
import type { CellTexts, Launch, RunOptions, Scenario, StepFunction } from "tapelab/run";
import { sharedCells } from "../link.js";
import { currentCell, outsideCells, type RunningCell } from "./cells.js";
import { launchOfCell } from "./launch-view.js";
import { sharedMemory } from "./post.js";

type RunModule = typeof import("tapelab/run");
type Workspace = Parameters<RunModule["run"]>[0];

const stopMs = 20;
let forCells: RunModule | undefined;
let textsOf: (cell: RunningCell) => CellTexts | undefined = () => undefined;

/** Tells where the cells are that a cell stands on. */
export function connectRuns(texts: (cell: RunningCell) => CellTexts | undefined): void {
  textsOf = texts;
}

/** Loaded when it is first asked for. */
export function runModule(): RunModule {
  if (forCells !== undefined) return forCells;
  const module = createRequire(__filename)("tapelab/run") as RunModule;
  module.setCellProvider(() => {
    const cell = currentCell();
    return cell && textsOf(cell);
  });
  forCells = {
    ...module,
    launch: async (...given: Parameters<RunModule["launch"]>): Promise<Launch> => {
      const cell = currentCell();
      // Of no cell: an interrupted one records and waits for nothing more, and the launch writes how it ended.
      return launchOfCell(await outsideCells(() => module.launch(...given)), cell);
    },
    run: <T>(ws: Workspace, name: string, options: RunOptions, fn: StepFunction<T>) =>
      module.run(ws, name, options, ofCell(currentCell(), fn, options)),
    scenario: <T>(...given: unknown[]) => {
      const cell = currentCell();
      const fn = given.pop() as (scenario: Scenario) => T;
      const own = ofCell(cell, (scenario: Scenario) => fn(stepsOfCell(cell, scenario)));
      return module.scenario(...([...given, own] as unknown as Parameters<RunModule["scenario"]>)) as Promise<T>;
    },
  };
  return forCells;
}

function stepsOfCell(cell: RunningCell | undefined, scenario: Scenario): Scenario {
  const step = (name: string, ...given: unknown[]): unknown => {
    const fn = given.pop() as StepFunction<unknown>;
    const [options = {}] = given as [RunOptions?];
    return scenario.step(name, options, ofCell(cell, fn, options));
  };
  return { id: scenario.id, name: scenario.name, step: step as Scenario["step"] };
}

/**
 * The function, unless its cell is interrupted, after which nothing that it waits for comes: then its run has failed.
 * Where its text is its code it must stay what it is.
 */
function ofCell<A, T>(
  cell: RunningCell | undefined,
  fn: (given: A) => T | Promise<T>,
  options: RunOptions = {},
): (given: A) => T | Promise<T> {
  if (cell === undefined || options.code === "source") return fn;
  return (given) =>
    new Promise((resolve, reject) => {
      const fail = (): void => {
        // While code is being stopped no session takes the end of a run.
        if (Atomics.load(sharedMemory(), sharedCells.stopping) === 0) reject(cell.signal.reason);
        else outsideCells(() => setTimeout(fail, stopMs));
      };
      cell.signal.addEventListener("abort", fail, { once: true });
      // Not on this stack: code that is stopped takes everything on its stack along.
      queueMicrotask(() => void (async () => fn(given))().then(resolve, reject));
    });
}
