/**
 * The shell's way in. Enters: the words of a command line. Leaves: text on standard output, remarks and errors on
 * standard error, an exit code. Nothing heavy is loaded before a verb is known.
 */
import { CliError } from "./cli-error.js";
import { overview, usageLine, verbHelp } from "./help.js";
import { didYouMean, parseOptions, UsageError } from "./options.js";
import { Output, printable } from "./output.js";
import { COMMON_OPTIONS, EXIT, type ExitCode, VERBS, type Verb } from "./verbs.js";

/** Runs one command line and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const verb = VERBS.find((one) => one.name === argv[0]);
  const output = new Output(argv.includes("--quiet"));
  try {
    process.exitCode = verb ? await runVerb(verb, argv.slice(1), output) : withoutVerb(argv, output);
  } catch (error) {
    process.exitCode = report(error, verb, output);
  }
  // A socket to a kernel that died while it was starting can keep the process alive; everything has been said.
  setTimeout(() => process.exit(), 1000).unref();
}

async function runVerb(verb: Verb, argv: readonly string[], output: Output): Promise<ExitCode> {
  if (argv.includes("--help") || argv.includes("-h")) {
    output.lines(...verbHelp(verb));
    return EXIT.clean;
  }
  const repeats = verb.arguments.at(-1)?.endsWith("…");
  const positionalsMax = repeats ? Number.POSITIVE_INFINITY : verb.arguments.length;
  const given = parseOptions(argv, { ...verb.options, ...COMMON_OPTIONS }, positionalsMax);
  const missing = verb.arguments.filter((name) => !name.startsWith("["))[given.positionals.length];
  if (missing && given.positionals.length === 0) throw new UsageError(`${missing} is missing.`);
  return (await verb.load())(given, output);
}

function withoutVerb(argv: readonly string[], output: Output): ExitCode {
  const [first, second] = argv;
  if (first === "--version" || first === "-v" || first === "version") output.lines(version());
  else if (first === undefined || first === "help" || first === "--help" || first === "-h")
    output.lines(...(second === undefined ? overview(version()) : verbHelp(findVerb(second))));
  else if (first.startsWith("-")) throw new UsageError(`The first word is a verb, found ${JSON.stringify(first)}.`);
  else findVerb(first);
  return EXIT.clean;
}

function findVerb(name: string): Verb {
  const verb = VERBS.find((one) => one.name === name);
  if (verb) return verb;
  const known = VERBS.map((one) => one.name);
  throw new UsageError(`Unknown verb ${JSON.stringify(printable(name).slice(0, 60))}.${didYouMean(name, known)}`);
}

/** Says what went wrong, in one message; the exit code tells whose fault it was. */
function report(error: unknown, verb: Verb | undefined, output: Output): ExitCode {
  if (error instanceof UsageError) {
    output.error(
      printable(error.message),
      verb ? `${usageLine(verb)}   (tapelab-kernel ${verb.name} --help)` : "See: tapelab-kernel --help",
    );
    return EXIT.usage;
  }
  if (error instanceof CliError) output.error(error.message);
  else if (error instanceof Error && "syscall" in error)
    output.error(`The system refused: ${printable(error.message)}`);
  else output.error(`A bug in Tapelab: ${printable(String(error))}. Please report it.`, stackOf(error));
  return EXIT.failed;
}

function stackOf(error: unknown): string {
  if (process.env.TAPELAB_DEBUG && error instanceof Error) return error.stack ?? "";
  return "The stack is shown with TAPELAB_DEBUG=1.";
}

export function version(): string {
  return (require("../../package.json") as { version: string }).version;
}
