/** The texts of `tapelab-kernel help`, all made from the table of verbs. */
import { COMMON_OPTIONS, VERBS, type Verb } from "./verbs.js";

/** All verbs on one screen. */
export function overview(version: string): string[] {
  const left = VERBS.map((verb) => [verb.name, ...verb.arguments].join(" "));
  const width = Math.max(...left.map((text) => text.length));
  return [
    `tapelab-kernel ${version}: TypeScript notebooks with %tape magics`,
    "",
    "Usage: tapelab-kernel VERB [arguments] [options]",
    "",
    ...VERBS.map((verb, at) => `  ${left[at]!.padEnd(width)}  ${verb.summary}`),
    "",
    "Every verb takes --quiet and --help. Exit codes: 0 clean, 1 failed, 2 wrong usage.",
    "",
    "Start with: tapelab-kernel lab",
  ];
}

/** One verb: usage, options, examples. */
export function verbHelp(verb: Verb): string[] {
  return [
    usageLine(verb),
    "",
    ...verb.about.split("\n"),
    "",
    "Options:",
    ...optionLines(verb),
    "",
    verb.examples.length === 1 ? "Example:" : "Examples:",
    ...verb.examples.map((example) => `  ${example}`),
  ];
}

export function usageLine(verb: Verb): string {
  return `Usage: ${["tapelab-kernel", verb.name, ...verb.arguments, "[options]"].join(" ")}`;
}

function optionLines(verb: Verb): string[] {
  const options = Object.entries({ ...verb.options, ...COMMON_OPTIONS });
  const left = options.map(([name, spec]) => (spec.value ? `--${name} ${spec.value}` : `--${name}`));
  const width = Math.max(...left.map((text) => text.length));
  return options.map(([, spec], at) => `  ${left[at]!.padEnd(width)}  ${spec.help}`);
}
