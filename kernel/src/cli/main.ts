/**
 * The shell's way in. Enters: the words of a command line. Leaves: text on standard output, remarks and errors on
 * standard error, an exit code. Nothing heavy is loaded before a verb is known.
 */
import { givenTo, linesWithoutVerb, type Program, shown, UsageError, usageLine, verbHelp } from "tapelab/host";
import { CliError } from "./cli-error.js";
import { Output } from "./output.js";
import { COMMON_OPTIONS, EXIT, type ExitCode, VERBS, type Verb } from "./verbs.js";

const PROGRAM: Program<Verb> = {
  name: "tapelab-kernel",
  summary: "TypeScript notebooks with %tape magics",
  verbs: VERBS,
  common: COMMON_OPTIONS,
  ending: [
    "Every verb takes --quiet and --help. Exit codes: 0 clean, 1 failed, 2 wrong usage.",
    "",
    "Start with: tapelab-kernel lab",
  ],
};

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
    output.lines(...verbHelp(PROGRAM, verb));
    return EXIT.clean;
  }
  const given = givenTo(PROGRAM, verb, argv, Date.now());
  return (await verb.load())(given, output);
}

function withoutVerb(argv: readonly string[], output: Output): ExitCode {
  output.lines(...linesWithoutVerb(PROGRAM, argv, version()));
  return EXIT.clean;
}

/** Says what went wrong, in one message; the exit code tells whose fault it was. */
function report(error: unknown, verb: Verb | undefined, output: Output): ExitCode {
  if (error instanceof UsageError) {
    output.error(
      shown(error.message, 1000),
      verb ? `${usageLine(PROGRAM, verb)}   (tapelab-kernel ${verb.name} --help)` : "See: tapelab-kernel --help",
    );
    return EXIT.usage;
  }
  if (error instanceof CliError) output.error(error.message);
  else if (error instanceof Error && "syscall" in error)
    output.error(`The system refused: ${shown(error.message, 1000)}`);
  else output.error(`A bug in Tapelab: ${shown(String(error), 1000)}. Please report it.`, stackOf(error));
  return EXIT.failed;
}

function stackOf(error: unknown): string {
  if (process.env.TAPELAB_DEBUG && error instanceof Error) return error.stack ?? "";
  return "The stack is shown with TAPELAB_DEBUG=1.";
}

export function version(): string {
  return (require("../../package.json") as { version: string }).version;
}
