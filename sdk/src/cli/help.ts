/** The texts of `tapelab help`, all made from the table of verbs. */
import type { OptionTable } from "./options.js";
import { COMMON_OPTIONS, VERBS, type Verb } from "./verbs.js";

/** All verbs on one screen. */
export function overview(version: string): string[] {
  const left = VERBS.map((verb) => [verb.name, ...verb.arguments].join(" "));
  const width = Math.max(...left.map((text) => text.length));
  return [
    `tapelab ${version}: record what your simulation knew, and play it back`,
    "",
    "Usage: tapelab VERB [arguments] [options]",
    "",
    ...VERBS.map((verb, at) => `  ${left[at]!.padEnd(width)}  ${verb.summary}`),
    "",
    "Every verb takes --workspace DIR, --json, --quiet and --help.",
    "Exit codes: 0 clean, 1 failed, 2 wrong usage, 3 done, but data was lost or damaged.",
    "",
    "Start with: tapelab demo",
  ];
}

/** One verb: usage, options, examples. */
export function verbHelp(verb: Verb): string[] {
  const options = { ...verb.options, ...COMMON_OPTIONS };
  return [
    usageLine(verb),
    "",
    ...verb.about.split("\n"),
    "",
    "Options:",
    ...optionLines(options),
    "",
    verb.examples.length === 1 ? "Example:" : "Examples:",
    ...verb.examples.map((example) => `  ${example}`),
  ];
}

export function usageLine(verb: Verb): string {
  return `Usage: ${["tapelab", verb.name, ...verb.arguments, "[options]"].join(" ")}`;
}

function optionLines(options: OptionTable): string[] {
  const left = Object.entries(options).map(([name, spec]) => (spec.value ? `--${name} ${spec.value}` : `--${name}`));
  const width = Math.max(...left.map((text) => text.length));
  return Object.values(options).map((spec, at) => `  ${left[at]!.padEnd(width)}  ${spec.help}`);
}
