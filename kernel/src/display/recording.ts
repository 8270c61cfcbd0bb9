/** What the kernel tells the recording: which notebook and cell is running, and that an interrupted cell records no more. */
import { onNotice, type Source, setSourceProvider, takeOverExit, tape } from "tapelab";
import { assertNotInterrupted, currentCell, outputCell, type RunningCell } from "./cells.js";
import { host } from "./host.js";
import { type NotebookName, notebookFile } from "./notebook-file.js";

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
  return { leave: () => noticesOf(leave), notebook };
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
    return call.apply(tape, given as never);
  };
}
