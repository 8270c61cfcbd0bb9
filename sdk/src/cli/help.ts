/** The help of a program, all made from the table of its verbs. */
import { type OptionTable, UsageError } from "./options.js";
import { findAction, findVerb, type Program, type VerbFacts } from "./program.js";

/** What to print for words that begin with no verb: the overview, the help of one verb, the version. */
export function linesWithoutVerb(program: Program, words: readonly string[], version: string): string[] {
  const [first, second, ...rest] = words;
  if (first === undefined) return overview(program, version);
  if (first === "--version" || first === "-v" || first === "version") return [version];
  if (first === "help" || first === "--help" || first === "-h") {
    if (second === undefined) return overview(program, version);
    const [verb, [more]] = findAction(program, findVerb(program, second), rest);
    if (more !== undefined) throw new UsageError(`Unexpected argument ${JSON.stringify(more)}.`);
    return verbHelp(program, verb);
  }
  if (first.startsWith("-")) throw new UsageError(`The first word is a verb, found ${JSON.stringify(first)}.`);
  return verbHelp(program, findVerb(program, first));
}

/** All verbs on one screen. */
function overview({ name, summary, verbs, ending }: Program, version: string): string[] {
  return [
    `${name} ${version}: ${summary}`,
    "",
    `Usage: ${name} VERB [arguments] [options]`,
    "",
    ...verbLines(verbs),
    "",
    ...ending,
  ];
}

/** One verb: usage, options, examples. */
export function verbHelp(program: Program, verb: VerbFacts): string[] {
  return [
    usageLine(program, verb),
    "",
    ...(verb.about ?? `${verb.summary[0]?.toUpperCase()}${verb.summary.slice(1)}.`).split("\n"),
    "",
    ...(verb.actions ? [...verbLines(verb.actions), ""] : []),
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

function verbLines(verbs: readonly VerbFacts[]): string[] {
  return aligned(verbs.map((verb) => [[verb.name, ...verb.arguments].join(" "), verb.summary]));
}

function optionLines(options: OptionTable): string[] {
  return aligned(
    Object.entries(options).map(([name, { value, help }]) => [value ? `--${name} ${value}` : `--${name}`, help]),
  );
}

function aligned(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
