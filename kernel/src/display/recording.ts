/** What the kernel tells the recording: which notebook and cell is running, and that an interrupted cell records no more. */
import { guardSessions, onNotice, type Source, setSourceProvider, takeOverExit, tape } from "tapelab";
import { sharedCells } from "../link.js";
import { assertNotInterrupted, CellInterrupted, currentCell, outputCell, type RunningCell } from "./cells.js";
import { host } from "./host.js";
import { type NotebookName, notebookFile } from "./notebook-file.js";
import { sharedMemory } from "./post.js";

export interface RecordingOptions {
  readonly folder: string;
  readonly session: string;
}

/** Frames that are looked through for the line of a capture. */
const framesMax = 32;

export interface Recording {
  /** Writes the queues, at the end, and says what could not be written and what is lost. */
  leave(): readonly string[];
  /** The notebook as captures name it. */
  notebook(): NotebookName;
  /** First in every message of the worker: no call on a session is under way, and stopped sessions go on. */
  settle(): void;
}

/** Connects the recording to the cells. */
export function connectRecording(options: RecordingOptions): Recording {
  let chosen: string | undefined;
  const notebook = (): NotebookName => {
    if (chosen !== undefined) return { srcFile: chosen, isGuessed: false };
    return notebookFile({ ...options, env: process.env, variable: host().variable });
  };
  setSourceProvider(() => {
    // Asked at every capture, so it costs one look at the context and no more.
    const own = currentCell();
    if (own?.isInterrupted) throw own.signal.reason;
    const cell = own ?? outputCell();
    if (cell === undefined) return undefined;
    cell.source ??= sourceOf(cell, notebook().srcFile);
    return cell.source;
  });
  guardTape((file) => {
    chosen = file.trim();
  });
  const leave = takeOverExit();
  return { leave: () => noticesOf(leave), notebook, settle: guardFromStops() };
}

/**
 * The worker may stop code of a cell anywhere, but not inside a call on a session. Both sides say first what they begin
 * and then look at the other: so never both go on. A call that comes while code is being stopped is refused.
 */
function guardFromStops(): () => void {
  const shared = sharedMemory();
  let depth = 0;
  const leave = (): void => {
    depth--;
    if (depth > 0) return;
    Atomics.store(shared, sharedCells.recording, 0);
    if (Atomics.load(shared, sharedCells.stopping) === 1) Atomics.notify(shared, sharedCells.recording);
  };
  const enter = (): void => {
    depth++;
    if (depth > 1) return;
    Atomics.store(shared, sharedCells.recording, 1);
    if (Atomics.load(shared, sharedCells.stopping) === 0) return;
    leave();
    throw new CellInterrupted(outputCell()?.ref.count ?? 0);
  };
  const revive = guardSessions({ enter, leave });
  return () => {
    depth = 0;
    Atomics.store(shared, sharedCells.recording, 0);
    // Not told by a message of its own: a termination can swallow one.
    if (Atomics.load(shared, sharedCells.stopping) === 1) revive();
  };
}

function noticesOf(work: () => void): readonly string[] {
  const lines: string[] = [];
  const forget = onNotice((line) => void lines.push(line));
  work();
  forget();
  return lines;
}

function sourceOf({ ref }: RunningCell, srcFile: string): Source {
  return {
    srcFile,
    srcLine: ref.count,
    cellId: ref.id === "" ? undefined : ref.id,
    /** Read where a capture stands in the cell for the first time, not at every one. */
    get cellLine() {
      return lineOfCaller();
    },
  };
}

function lineOfCaller(): number | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = framesMax;
  const error = new Error();
  Error.stackTraceLimit = limit;
  return host().placeOf(error)?.line;
}

/** Every call on `tape` fails in an interrupted cell. `capture` does so by itself: it asks for its source. */
function guardTape(onSource: (file: string) => void): void {
  const { source } = tape;
  tape.source = (file) => {
    source(file);
    onSource(file);
  };
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(tape))) {
    const { value, get } = property;
    if (name === "capture") continue;
    if (typeof value === "function") Object.defineProperty(tape, name, { ...property, value: guarded(value) });
    else if (get !== undefined) Object.defineProperty(tape, name, { ...property, get: guarded(get) });
  }
}

function guarded<A extends readonly unknown[], R>(call: (...given: A) => R): (...given: A) => R {
  return (...given) => {
    assertNotInterrupted();
    const cell = currentCell();
    const result = call.apply(tape, given as never);
    return cell !== undefined && result instanceof Promise ? (whileNotInterrupted(cell, result) as R) : result;
  };
}

/** As with timers: what waits for it in an interrupted cell does not go on, into a loop perhaps. */
function whileNotInterrupted(cell: RunningCell, result: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (how: (value: unknown) => void) => (value: unknown) => {
      if (!cell.isInterrupted) how(value);
    };
    result.then(settle(resolve), settle(reject));
  });
}
