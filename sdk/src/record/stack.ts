/** The stack as text, read for one thing: the first frame that is the user's own code. */
import { fileURLToPath } from "node:url";

export interface Caller {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
}

/** The folder of this package. Everything in it is Tapelab's own, compiled or mapped back to its sources. */
const ownRoot = `${slashes(__dirname).replace(/\/(?:src|dist)\/record$/, "")}/`;

const framesMax = 32;

/** The nearest caller outside of Tapelab and Node; undefined when the stack does not tell. */
export function callerOf(): Caller | undefined {
  const stack = stackText();
  return stack === undefined ? undefined : callerIn(stack, ownRoot);
}

/** The nearest caller, and whether it is written in that file: not code that was made at run time, whoever calls that. */
export function writtenCaller(): { readonly caller: Caller | undefined; readonly isWritten: boolean } {
  let isWritten = true;
  for (const row of stackText()?.split("\n") ?? []) {
    if (/\(eval at |\[eval\d*\]|\[stdin\]|\bevalmachine\./.test(row)) isWritten = false;
    const caller = callerIn(row, ownRoot);
    if (caller) return { caller, isWritten };
  }
  return { caller: undefined, isWritten: false };
}

function stackText(): string | undefined {
  const holder: { stack?: unknown } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = framesMax;
  Error.captureStackTrace(holder, stackText);
  // Reading the text here applies source maps, when Node runs with them, to the frames that were just taken.
  const stack = holder.stack;
  Error.stackTraceLimit = limit;
  return typeof stack === "string" ? stack : undefined;
}

/** The first frame of a stack text whose file is neither Node's nor below `own`. */
export function callerIn(stack: string, own: string): Caller | undefined {
  for (const row of stack.split("\n")) {
    const place = placeOf(row);
    if (place === undefined || place.file.startsWith("node:")) continue;
    const path = pathOf(place.file);
    if (path === undefined || path.startsWith(own)) continue;
    return { file: path, line: place.line };
  }
  return undefined;
}

/** `    at name (file:line:column)` or `    at file:line:column`. */
function placeOf(row: string): { file: string; line: number } | undefined {
  const form = row.endsWith(")") ? /^\s+at .*? \((.+):(\d+):\d+\)$/ : /^\s+at (?:async )?(.+):(\d+):\d+$/;
  const match = form.exec(row);
  return match === null ? undefined : { file: match[1] ?? "", line: Number(match[2]) };
}

function pathOf(file: string): string | undefined {
  if (file.startsWith("file://")) {
    try {
      return slashes(fileURLToPath(file));
    } catch {
      return undefined; // a URL of another host: no file of this machine
    }
  }
  const path = slashes(file);
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path) ? path : undefined;
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}
