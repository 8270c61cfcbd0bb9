/** `tapelab-kernel run`: notebooks from top to bottom, without Jupyter, with an exit code that scripts can use. */
import { basename, resolve } from "node:path";
import { type Given, shown, UsageError } from "tapelab/host";
import { CliError } from "./cli-error.js";
import { type Notebook, readNotebook, writeNotebook } from "./notebook.js";
import { type CellFailure, type RunListener, type RunOptions, type RunOutcome, runNotebook } from "./notebook-run.js";
import type { Output } from "./output.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function run(given: Given, output: Output): Promise<ExitCode> {
  const chosen = given.oneOf("inplace", "output");
  const target = given.text("output");
  if (target !== undefined && given.positionals.length > 1)
    throw new UsageError("--output takes one notebook. For several there is --inplace.");
  // Every file is read before the first one runs: a mistyped name is told at once.
  const paths = given.positionals.map((path) => resolve(path));
  const notebooks = paths.map((path) => ({ path, notebook: readNotebook(path) }));
  let isClean = true;
  const options = runOptions(given);
  for (const { path, notebook } of notebooks) {
    const outcome = await runOne(path, notebook, options, progressOn(output, path), output);
    const ok = outcome !== undefined && outcome.failures.length === 0;
    isClean &&= ok;
    const isWhole = outcome !== undefined && (ok || options.allowErrors);
    if (outcome && target !== undefined) writeNotebook(resolve(target), notebook);
    else if (isWhole && chosen === "inplace") writeNotebook(path, notebook);
    else if (chosen !== undefined) output.note(`${basename(path)} was not changed.`);
    if (options.signal.aborted) break;
  }
  return isClean ? EXIT.clean : EXIT.failed;
}

/** Options that `run` and `console` share. Ctrl-C interrupts the cell; a second one ends everything. */
export function runOptions(given: Given): RunOptions {
  const stop = new AbortController();
  process.on("SIGINT", () => {
    if (stop.signal.aborted) process.exit(EXIT.failed);
    stop.abort();
  });
  const seconds = given.count("timeout");
  return {
    allowErrors: given.flag("allow-errors"),
    timeoutMs: seconds === undefined ? undefined : Math.min(seconds * 1000, 2 ** 31 - 1),
    signal: stop.signal,
  };
}

/** Runs one notebook and tells how it went; undefined when the kernel itself failed. */
export async function runOne(
  path: string,
  notebook: Notebook,
  options: RunOptions,
  listener: RunListener,
  output: Output,
): Promise<RunOutcome | undefined> {
  const name = basename(path);
  const started = performance.now();
  try {
    const outcome = await runNotebook(path, notebook, options, listener);
    const { ran, total, failures } = outcome;
    for (const failure of failures) output.error(...failureLines(name, failure, options, listener.tellsErrors));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (failures.length === 0) output.lines(`${name}: ${counted(total, "cell")} ok (${seconds} s)`);
    else output.lines(`${name}: ${counted(failures.length, "cell")} failed, ${ran} of ${total} ran (${seconds} s)`);
    return outcome;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    output.error(`${name}: ${error.message}`);
    return undefined;
  }
}

function progressOn(output: Output, path: string): RunListener {
  const name = basename(path);
  return {
    started: (at, total, source) => {
      const first = source.trimStart().split("\n", 1)[0] ?? "";
      output.progress(`${name}: cell ${at} of ${total}: ${first}`);
    },
    shown: () => undefined,
  };
}

/** Longest line of an error. */
const lineMax = 4096;

function failureLines(name: string, failure: CellFailure, options: RunOptions, isTold = false): string[] {
  const { count, line, traceback, isTimeout } = failure;
  const place = `${name}: cell [${count}]${line === undefined ? "" : `, line ${line}`}`;
  if (isTimeout) return [`${place}: interrupted after ${options.timeoutMs! / 1000} s (--timeout)`];
  if (options.signal.aborted) return [`${place}: interrupted by Ctrl-C`];
  const message = [failure.name, failure.text].filter((part) => part !== "").join(": ");
  const [first = "", ...more] = message.split("\n");
  if (isTold) return [`${place}: ${shown(first, lineMax)}`];
  const rest = traceback.flatMap((entry) => entry.split("\n"));
  const isSaid = rest[0]?.startsWith(first);
  return [
    `${place}: ${shown(first, lineMax)}`,
    ...(isSaid ? rest.slice(1) : [...more, ...rest]).map((one) => `  ${readable(one)}`),
  ];
}

/** Keeps the indentation; what a terminal would act on becomes visible. */
function readable(line: string): string {
  return shown(line.replaceAll("\t", "  ").trimEnd(), lineMax);
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
