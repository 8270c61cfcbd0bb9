/**
 * The shell's way in. Enters: the words of a command line. Leaves: text on standard output, remarks and errors on
 * standard error, an exit code. Nothing heavy is loaded before a verb is known; a mistake of the user ends in one
 * readable message, never in a stack trace.
 */
import { systemClock } from "../base/clock.js";
import { shown } from "../base/text.js";
import { isTapelabError } from "../errors.js";
import { linesWithoutVerb, usageLine, verbHelp } from "./help.js";
import { UsageError } from "./options.js";
import { jsonText, Output } from "./output.js";
import { findAction, givenTo, type Program } from "./program.js";
import { COMMON_OPTIONS, EXIT, type ExitCode, VERBS, type Verb } from "./verbs.js";

const PROGRAM: Program<Verb> = {
  name: "tapelab",
  summary: "record what your simulation knew, and play it back",
  verbs: VERBS,
  common: COMMON_OPTIONS,
  ending: [
    "Every verb takes --workspace DIR, --json, --quiet and --help.",
    "Exit codes: 0 clean, 1 failed, 2 wrong usage, 3 done, but data was lost or damaged.",
    "",
    "Start with: tapelab demo",
  ],
};

/** Runs one command line and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  let verb = VERBS.find((one) => one.name === argv[0]);
  let isCutOff = false;
  const output = new Output({
    json: ownWords(argv).includes("--json"),
    quiet: ownWords(argv).includes("--quiet"),
    onClosed: (isGone) => {
      isCutOff = !isGone;
      if (!verb?.writes) process.exit(isGone ? EXIT.clean : EXIT.failed);
    },
  });
  try {
    let words: readonly string[] = argv.slice(1);
    if (verb) [verb, words] = findAction(PROGRAM, verb, words);
    const code = verb ? await runVerb(verb, words, output) : await withoutVerb(argv, output);
    process.exitCode = isCutOff ? EXIT.failed : code;
  } catch (error) {
    process.exitCode = report(error, verb, output);
  }
}

async function runVerb(verb: Verb, argv: readonly string[], output: Output): Promise<ExitCode> {
  if (ownWords(argv).some((word) => word === "--help" || word === "-h")) {
    await output.lines(...verbHelp(PROGRAM, verb));
    return EXIT.clean;
  }
  const given = givenTo(PROGRAM, verb, argv, systemClock.now());
  const run = await verb.load?.();
  return run ? run(given, output) : EXIT.usage;
}

/** What is not for a command behind `--`. */
function ownWords(argv: readonly string[]): readonly string[] {
  return argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
}

async function withoutVerb(argv: readonly string[], output: Output): Promise<ExitCode> {
  await output.lines(...linesWithoutVerb(PROGRAM, argv, version()));
  return EXIT.clean;
}

const refusals = ["bad-spec", "bad-selection", "bad-uri", "too-many-runs", "launch-taken", "launch-differs"] as const;

/** Says what went wrong, in one message; the exit code tells whose fault it was. */
function report(error: unknown, verb: Verb | undefined, output: Output): ExitCode {
  if (error instanceof UsageError) {
    output.error(shown(error.message, 1000));
    output.error(verb ? `${usageLine(PROGRAM, verb)}   (tapelab ${verb.name} --help)` : "See: tapelab --help");
    return EXIT.usage;
  }
  if (isTapelabError(error)) {
    if (output.json)
      output.error(
        jsonText({ error: { code: error.code, message: error.message, details: plainDetails(error.details) } }),
      );
    else for (const line of error.message.split("\n")) output.error(shown(line, 2000));
    if (process.env.TAPELAB_DEBUG && error.stack) output.error(error.stack);
    return isTapelabError(error, ...refusals) ? EXIT.usage : EXIT.failed;
  }
  const system = systemError(error);
  if (system) output.error(system);
  else
    output.error(
      `A bug in Tapelab: ${shown(String(error), 1000)}. Your data was not changed by this message; please report it.`,
    );
  if (process.env.TAPELAB_DEBUG) output.error(error instanceof Error ? (error.stack ?? "") : "");
  else if (!system) output.error("The stack is shown with TAPELAB_DEBUG=1.");
  return EXIT.failed;
}

/** A failure of the operating system (a folder that may not be read, a full disk) is no bug of ours. */
function systemError(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error)) return undefined;
  const code = "code" in error ? String(error.code) : "";
  return `The system refused: ${shown(error.message, 1000)}. What is recorded stays as it is. ${remedies[code] ?? "Look at that place, and do it again."}`;
}

const readOnly = "Nothing can be written there: change its permissions, or name another place (--workspace DIR).";
const remedies: Readonly<Record<string, string>> = {
  EROFS: readOnly,
  EACCES: readOnly,
  EPERM: readOnly,
  ENOSPC: "The disk is full: free space, and do it again.",
};

/** Details as JSON can say them. */
function plainDetails(details: object): object {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [key, typeof value === "bigint" ? String(value) : value]),
  );
}

function version(): string {
  return (require("../../package.json") as { version: string }).version;
}
