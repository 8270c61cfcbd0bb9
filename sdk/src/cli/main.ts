/**
 * The shell's way in. Enters: the words of a command line. Leaves: text on standard output, remarks and errors on
 * standard error, an exit code. Nothing heavy is loaded before a verb is known; a mistake of the user ends in one
 * readable message, never in a stack trace.
 */
import { systemClock } from "../base/clock.js";
import { shown } from "../base/text.js";
import { isTapelabError } from "../errors.js";
import { overview, usageLine, verbHelp } from "./help.js";
import { didYouMean, parseOptions, UsageError } from "./options.js";
import { jsonText, Output } from "./output.js";
import { COMMON_OPTIONS, EXIT, type ExitCode, VERBS, type Verb } from "./verbs.js";

/** Runs one command line and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const verb = VERBS.find((one) => one.name === argv[0]);
  let isCutOff = false;
  const output = new Output({
    json: argv.includes("--json"),
    quiet: argv.includes("--quiet"),
    onClosed: (isGone) => {
      isCutOff = !isGone;
      if (!verb?.writes) process.exit(isGone ? EXIT.clean : EXIT.failed);
    },
  });
  try {
    const code = verb ? await runVerb(verb, argv.slice(1), output) : await withoutVerb(argv, output);
    process.exitCode = isCutOff ? EXIT.failed : code;
  } catch (error) {
    process.exitCode = report(error, verb, output);
  }
}

async function runVerb(verb: Verb, argv: readonly string[], output: Output): Promise<ExitCode> {
  if (argv.includes("--help") || argv.includes("-h")) {
    await output.lines(...verbHelp(verb));
    return EXIT.clean;
  }
  const given = parseOptions(argv, { ...verb.options, ...COMMON_OPTIONS }, positionalsMax(verb), systemClock.now());
  const needed = verb.arguments.filter((name) => !name.startsWith("["));
  const missing = needed[given.positionals.length];
  if (missing) throw new UsageError(`${missing} is missing.`);
  const run = await verb.load();
  return run(given, output);
}

/** An argument that ends with … stands for all that follow. */
function positionalsMax(verb: Verb): number {
  return verb.arguments.at(-1)?.endsWith("…]") ? Number.POSITIVE_INFINITY : verb.arguments.length;
}

async function withoutVerb(argv: readonly string[], output: Output): Promise<ExitCode> {
  const [first, second, ...rest] = argv;
  if (first === undefined) {
    await output.lines(...overview(version()));
    return EXIT.clean;
  }
  if (first === "--version" || first === "-v" || first === "version") {
    await output.lines(version());
    return EXIT.clean;
  }
  if (first === "help" || first === "--help" || first === "-h") {
    if (rest.length > 0) throw new UsageError(`Unexpected argument ${JSON.stringify(rest[0])}.`);
    await output.lines(...(second === undefined ? overview(version()) : verbHelp(findVerb(second))));
    return EXIT.clean;
  }
  if (first.startsWith("-")) throw new UsageError(`The first word is a verb, found ${JSON.stringify(first)}.`);
  findVerb(first);
  return EXIT.clean;
}

function findVerb(name: string): Verb {
  const verb = VERBS.find((one) => one.name === name);
  if (verb) return verb;
  const known = VERBS.map((one) => one.name);
  throw new UsageError(`Unknown verb ${JSON.stringify(shown(name, 60))}.${didYouMean(name, known)}`);
}

/** Says what went wrong, in one message; the exit code tells whose fault it was. */
function report(error: unknown, verb: Verb | undefined, output: Output): ExitCode {
  if (error instanceof UsageError) {
    output.error(shown(error.message, 1000));
    output.error(verb ? `${usageLine(verb)}   (tapelab ${verb.name} --help)` : "See: tapelab --help");
    return EXIT.usage;
  }
  if (isTapelabError(error)) {
    if (output.json)
      output.error(
        jsonText({ error: { code: error.code, message: error.message, details: plainDetails(error.details) } }),
      );
    else for (const line of error.message.split("\n")) output.error(shown(line, 2000));
    if (process.env.TAPELAB_DEBUG && error.stack) output.error(error.stack);
    return isTapelabError(error, "bad-spec", "too-many-runs", "launch-taken", "launch-differs")
      ? EXIT.usage
      : EXIT.failed;
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
  return `The system refused: ${shown(error.message, 1000)}`;
}

/** Details as JSON can say them. */
function plainDetails(details: object): object {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [key, typeof value === "bigint" ? String(value) : value]),
  );
}

function version(): string {
  return (require("../../package.json") as { version: string }).version;
}
