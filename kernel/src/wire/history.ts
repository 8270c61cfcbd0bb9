import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Bundle } from "../link.js";
import { logLine } from "./log.js";

interface Entry {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output: string | null;
}

const ENTRIES_MAX = 10_000;

/** Cells that ran, for `history_request`. In memory; with a file, earlier sessions are remembered too. */
export class History {
  #entries: Entry[] = [];
  readonly #file: string | undefined;
  readonly #session: number;

  constructor(file?: string) {
    this.#file = file;
    if (file !== undefined) this.#entries = readEntries(file);
    this.#session = (this.#entries.at(-1)?.session ?? 0) + 1;
  }

  add(line: number, input: string, output: string | null): void {
    const entry = { session: this.#session, line, input, output };
    this.#entries.push(entry);
    if (this.#entries.length > ENTRIES_MAX * 1.1) this.#entries = this.#entries.slice(-ENTRIES_MAX);
    if (this.#file !== undefined) appendEntry(this.#file, entry);
  }

  /** The newest cells of this session, oldest first. */
  newest(count: number): readonly { readonly count: number; readonly source: string }[] {
    const own = this.#entries.filter(({ session }) => session === this.#session);
    return own.slice(Math.max(0, own.length - count)).map(({ line, input }) => ({ count: line, source: input }));
  }

  /** Content of the reply: `[session, line, input]`, or with `output` `[session, line, [input, output]]`. */
  answer(request: Bundle): Bundle {
    const found = this.#select(request).slice(-ENTRIES_MAX);
    const history = found.map(({ session, line, input, output }) => [
      session,
      line,
      request.output === true ? [input, output] : input,
    ]);
    return { status: "ok", history };
  }

  #select(request: Bundle): readonly Entry[] {
    const { hist_access_type: kind } = request;
    if (kind === "range") return this.#range(request);
    const found = kind === "search" ? this.#search(request) : this.#entries;
    const { n } = request;
    if (kind !== "tail" && kind !== "search") return [];
    return typeof n === "number" ? found.slice(Math.max(0, found.length - Math.max(0, Math.trunc(n)))) : found;
  }

  /** Session 0 is this one, -1 the one before. */
  #range({ session = 0, start = 1, stop }: Bundle): readonly Entry[] {
    const asked = typeof session === "number" && session > 0 ? session : this.#session + Number(session || 0);
    const first = Number(start ?? 1);
    const end = typeof stop === "number" ? stop : Number.POSITIVE_INFINITY;
    return this.#entries.filter((entry) => entry.session === asked && entry.line >= first && entry.line < end);
  }

  #search({ pattern = "*", unique }: Bundle): readonly Entry[] {
    const glob = [...String(pattern ?? "*")];
    const found = this.#entries.filter(({ input }) => matches([...input], glob));
    if (unique !== true) return found;
    const newest = new Map<string, Entry>();
    for (const entry of found) {
      newest.delete(entry.input);
      newest.set(entry.input, entry);
    }
    return [...newest.values()];
  }
}

/** Whether the whole text fits the pattern of `*` and `?`. Goes back only to the last `*`: never exponential. */
function matches(text: readonly string[], glob: readonly string[]): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (glob[place] === "*") {
      star = place++;
      resume = at;
    } else if (place < glob.length && (glob[place] === "?" || glob[place] === text[at])) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (glob[place] === "*") place++;
  return place === glob.length;
}

function readEntries(file: string): Entry[] {
  if (!existsSync(file)) return [];
  try {
    chmodSync(file, 0o600);
    const lines = readFileSync(file, "utf8").split("\n");
    // A line that a crash has cut must not swallow the next one.
    if (lines.at(-1) !== "") appendFileSync(file, "\n");
    return lines
      .slice(-ENTRIES_MAX)
      .map(parseEntry)
      .filter((entry) => entry !== undefined);
  } catch (error) {
    logLine(`earlier history cannot be read: ${(error as Error).message}`);
    return [];
  }
}

/** A line that was cut by a crash is left out. */
function parseEntry(text: string): Entry | undefined {
  try {
    const { session, line, input, output } = JSON.parse(text) as Entry;
    if (!Number.isInteger(session) || !Number.isInteger(line) || typeof input !== "string") return undefined;
    return { session, line, input, output: typeof output === "string" ? output : null };
  } catch {
    return undefined;
  }
}

function appendEntry(file: string, entry: Entry): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  } catch (error) {
    logLine(`the history file cannot be written: ${(error as Error).message}`);
  }
}
