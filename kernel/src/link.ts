/**
 * What the two threads say to each other: plain data, copied by structured clone; byte buffers are transferred.
 * The worker speaks Jupyter and TypeScript, the main thread runs user code. Neither waits for the other, with two
 * exceptions: `prompt` waits for its answer, and main waits while the worker holds too much unsent output.
 */

import type { MessagePort } from "node:worker_threads";

/** A request that may produce output: a cell, or a comm message. */
export interface CellRef {
  /** Grows by one per request; the worker keeps the request's header under it. */
  readonly key: number;
  /** Execution count that the cell shows. */
  readonly count: number;
  /** The front end's id of the cell; empty when it sends none. */
  readonly id: string;
  /** Not stored and without result: `silent` of the request. */
  readonly silent: boolean;
  /** Recorded in history and counted. */
  readonly stores: boolean;
  readonly allowStdin: boolean;
}

/** Compiled cell, ready for the main thread. */
export interface CellCode {
  /** Execution count that places in the cell are told with: `Cell[4]`. */
  readonly count: number;
  /** CommonJS JavaScript; runs with `exports` and `require`. */
  readonly js: string;
  readonly isAsync: boolean;
  /** Export that holds the value of the last expression. */
  readonly lastValue: string | undefined;
  /** Names that the cell declares at top level and that have a value at run time. */
  readonly declares: readonly string[];
  /** Names of earlier cells that the cell assigns at top level. */
  readonly assigns: readonly string[];
  /** Names bound by imports: they are no variables of the simulation. */
  readonly imported: readonly string[];
  /** Module specifiers of static imports, so that main can load ES modules before the cell runs. */
  readonly imports: readonly string[];
  /** Source maps from `js` back to the cell, innermost last; JSON texts. */
  readonly maps: readonly string[];
  /** The cell as the user wrote it, for magics that store it and for error excerpts. */
  readonly source: string;
  /** Local files and `@module` cells that the cell needs, newest text. */
  readonly sideOutputs: readonly { readonly path: string; readonly js: string; readonly maps: readonly string[] }[];
}

/** Data of several MIME types: text as strings, JSON as values, binary types as base64. */
export type Bundle = Readonly<Record<string, unknown>>;

export interface CellError {
  readonly name: string;
  readonly value: string;
  readonly traceback: readonly string[];
}

export interface CellDone {
  readonly status: "ok" | "error";
  /** Value of the last expression, when there is one to show. */
  readonly result?: { readonly data: Bundle; readonly metadata: Bundle };
  readonly error?: CellError;
  /** Declared names that had received their value when the cell ended. */
  readonly received: readonly string[];
  /** Pager and other payloads of the reply. */
  readonly payload: readonly Bundle[];
}

export type ExpressionResult =
  | { readonly status: "ok"; readonly data: Bundle; readonly metadata: Bundle }
  | {
      readonly status: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

export interface CommMessage {
  readonly action: "open" | "msg" | "close";
  readonly commId: string;
  /** Only with `open`. */
  readonly target?: string;
  readonly data: unknown;
  readonly metadata: Bundle;
  readonly buffers: readonly Uint8Array[];
}

/** Names that a magic takes, as the worker needs to know them: declared once, on the main thread. */
export interface MagicSpec {
  readonly name: string;
  readonly kind: "line" | "cell" | "both";
  readonly summary: string;
  readonly options: readonly MagicOption[];
  /** It can say what its words may be: question `words`. */
  readonly completes?: boolean;
}

export interface MagicOption {
  readonly name: string;
  readonly letter?: string;
  /** What the value is, for help: `N`, `LABEL`; undefined: a flag. */
  readonly value?: string;
  readonly summary: string;
}

/** Questions of the worker that need live values. Main answers when it is free. */
export type Question =
  /** Names, types and previews of the notebook's variables. */
  | { readonly what: "variables" }
  /** Column or variable names of a table or scope in the notebook: `path` is a variable, own properties only. */
  | { readonly what: "members"; readonly path: string }
  /** What the word at the end of the line of this magic may be. */
  | { readonly what: "words"; readonly magic: string; readonly words: readonly string[] }
  /** Preview of a variable for an inspection. */
  | { readonly what: "preview"; readonly name: string };

export type ToMain =
  | { readonly type: "run"; readonly cell: CellRef; readonly code: CellCode; readonly file: string | undefined }
  /** User expressions after a successful cell. */
  | { readonly type: "evaluate"; readonly cell: CellRef; readonly expressions: Readonly<Record<string, string>> }
  /**
   * Ends the cell, its wait and its timers; main posts its `done` when it has not ended. Key 0: no cell runs, and the
   * callback that blocks main is meant. May be sent again, and must be after a termination: that can swallow a message.
   */
  | {
      readonly type: "interrupt";
      readonly key: number /** Main was blocked and has been stopped. */;
      readonly terminated?: boolean;
    }
  | { readonly type: "comm"; readonly cell: CellRef; readonly message: CommMessage }
  | { readonly type: "ask"; readonly id: number; readonly question: Question }
  /** Answered by `pong` at once: tells the worker whether the main thread is blocked. */
  | { readonly type: "ping"; readonly id: number }
  /** Answer to `history`: the newest cells of this session, oldest first. */
  | {
      readonly type: "history";
      readonly id: number;
      readonly inputs: readonly { readonly count: number; readonly source: string }[];
    }
  /** Flush what is queued, then answer `flushed`. */
  | { readonly type: "shutdown"; readonly restart: boolean; readonly deadlineMs: number };

/** Main adds `bytes` to `sharedCells.unsent` before it posts; the worker takes them off when they are sent. */
export type ToWorker =
  /** The main thread can run cells. */
  | { readonly type: "ready" }
  | {
      readonly type: "stream";
      readonly key: number;
      readonly name: "stdout" | "stderr";
      readonly text: string;
      readonly bytes: number;
    }
  | {
      readonly type: "display";
      readonly key: number;
      readonly isUpdate: boolean;
      readonly data: Bundle;
      readonly metadata: Bundle;
      readonly displayId: string | undefined;
      readonly buffers: readonly Uint8Array[];
      readonly bytes: number;
    }
  | { readonly type: "clear"; readonly key: number; readonly wait: boolean }
  | { readonly type: "input"; readonly key: number; readonly prompt: string; readonly password: boolean }
  | { readonly type: "comm"; readonly key: number; readonly message: CommMessage; readonly bytes: number }
  | { readonly type: "done"; readonly key: number; readonly done: CellDone }
  | { readonly type: "evaluated"; readonly key: number; readonly results: Readonly<Record<string, ExpressionResult>> }
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "pong"; readonly id: number }
  /** The process got a signal: the worker interrupts, or runs the shutdown as for a request. */
  | { readonly type: "signal"; readonly name: "SIGINT" | "SIGTERM" | "SIGHUP" }
  | { readonly type: "magic"; readonly spec: MagicSpec }
  /** `%history`: asks for the newest `count` cells. */
  | { readonly type: "history"; readonly id: number; readonly count: number }
  /** `%reset`: the notebook's names are forgotten. */
  | { readonly type: "reset" }
  /** One line per thing that a shutdown wrote or lost. */
  | { readonly type: "flushed"; readonly lines: readonly string[] };

/** Answer to `input`, on a port of its own so that `prompt` can wait for it synchronously. */
export type InputAnswer = { readonly text: string } | { readonly interrupted: true };

/** What the main thread gives the worker when it starts it. */
export interface WorkerSetup {
  readonly connectionFile: string;
  /** The kernel's own session id: in all headers, and in the name of an unknown notebook. */
  readonly session: string;
  /** Folder of the notebook: where modules are resolved from. */
  readonly folder: string;
  readonly shared: SharedArrayBuffer;
  readonly inputPort: MessagePort;
  readonly parentPid: number;
}

/** Int32 cells of the shared memory. */
export const sharedCells = {
  /**
   * Bytes of output that main has posted and the worker has not sent. The worker notifies when they fall below half of
   * `unsentMax`, and stores -2^31 when it ends, so that main never waits for it in vain.
   */
  unsent: 0,
  /** Becomes 1 and is notified when an input answer lies on the port. */
  input: 1,
  /** Key of the cell that has been interrupted last. */
  interrupted: 2,
  /** Key of the cell that main runs now; 0: none. */
  running: 3,
  /** 1 while main changes what a session holds: the worker stops no code there. */
  recording: 4,
  /** 1 while the worker stops code: main begins no change of a session. */
  stopping: 5,
} as const;

export const sharedBytes: number = 64;
/** Main stops posting above this many unsent bytes, until half of them are sent. */
export const unsentMax: number = 8 * 1024 * 1024;
