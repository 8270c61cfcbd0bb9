/** The help of a program, all made from the table of its verbs. */
import { type OptionTable, UsageError } from "./options.js";
import { findVerb, type Program, type VerbFacts } from "./program.js";

/** What to print for words that begin with no verb: the overview, the help of one verb, the version. */
export function linesWithoutVerb(program: Program, words: readonly string[], version: string): string[] {
  const [first, second, ...rest] = words;
  if (first === undefined) return overview(program, version);
  if (first === "--version" || first === "-v" || first === "version") return [version];
  if (first === "help" || first === "--help" || first === "-h") {
    if (rest.length > 0) throw new UsageError(`Unexpected argument ${JSON.stringify(rest[0])}.`);
    return second === undefined ? overview(program, version) : verbHelp(program, findVerb(program, second));
  }
  if (first.startsWith("-")) throw new UsageError(`The first word is a verb, found ${JSON.stringify(first)}.`);
  return verbHelp(program, findVerb(program, first));
}

/** All verbs on one screen. */
function overview({ name, summary, verbs, ending }: Program, version: string): string[] {
  const left = verbs.map((verb) => [verb.name, ...verb.arguments].join(" "));
  const width = Math.max(...left.map((text) => text.length));
  return [
    `${name} ${version}: ${summary}`,
    "",
    `Usage: ${name} VERB [arguments] [options]`,
    "",
    ...verbs.map((verb, at) => `  ${left[at]!.padEnd(width)}  ${verb.summary}`),
    "",
    ...ending,
  ];
}

/** One verb: usage, options, examples. */
export function verbHelp(program: Program, verb: VerbFacts): string[] {
  return [
    usageLine(program, verb),
    "",
    ...verb.about.split("\n"),
    "",
    "Options:",
    ...optionLines({ ...verb.options, ...program.common }),
    "",
    verb.examples.length === 1 ? "Example:" : "Examples:",
    ...verb.examples.map((example) => `  ${example}`),
  ];
}

export function usageLine(program: Program, verb: VerbFacts): string {
  return `Usage: ${[program.name, verb.name, ...verb.arguments, "[options]"].join(" ")}`;
}

function optionLines(options: OptionTable): string[] {
  const left = Object.entries(options).map(([name, spec]) => (spec.value ? `--${name} ${spec.value}` : `--${name}`));
  const width = Math.max(...left.map((text) => text.length));
  return Object.values(options).map((spec, at) => `  ${left[at]!.padEnd(width)}  ${spec.help}`);
}
