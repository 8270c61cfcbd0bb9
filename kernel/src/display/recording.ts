/** What the kernel tells the recording: which notebook and cell is running, and that an interrupted cell records no more. */
import { onNotice, type Source, setSourceProvider, takeOverExit, tape } from "tapelab";
import { assertNotInterrupted, outputCell, type RunningCell } from "./cells.js";
import { host } from "./host.js";
import { notebookFile } from "./notebook-file.js";

export interface RecordingOptions {
  readonly folder: string;
  readonly session: string;
}

/** Frames that are looked through for the line of a capture. */
const framesMax = 32;
const sources = new WeakMap<RunningCell, Source>();

/** Connects the recording to the cells. Returns what writes the queues at the end and says what was written and lost. */
export function connectRecording(options: RecordingOptions): () => readonly string[] {
  setSourceProvider(() => {
    assertNotInterrupted();
    const cell = outputCell();
    if (cell === undefined) return undefined;
    let source = sources.get(cell);
    if (source === undefined) {
      source = sourceOf(cell, options);
      sources.set(cell, source);
    }
    return source;
  });
  guardTape();
  const leave = takeOverExit();
  return () => {
    const lines: string[] = [];
    const forget = onNotice((line) => void lines.push(line));
    leave();
    forget();
    return lines;
  };
}

function sourceOf({ ref }: RunningCell, { folder, session }: RecordingOptions): Source {
  const { variable } = host();
  const srcFile = notebookFile({ env: process.env, folder, session, variable });
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
function guardTape(): void {
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
