/** A program of verbs: which verb a word means, and what was given to it. */
import { shown } from "../base/text.js";
import { didYouMean, type Given, type OptionTable, parseOptions, UsageError } from "./options.js";

/** What a verb says of itself. */
export interface VerbFacts {
  readonly name: string;
  /** Arguments as the usage line shows them; `[X]` may be left out, the last one with `…` stands for all that follow. */
  readonly arguments: readonly string[];
  readonly summary: string;
  /** What more its help says. */
  readonly about?: string;
  readonly options: OptionTable;
  readonly examples: readonly string[];
  /** What it can do, where that is chosen by its first word: their names begin with its own. */
  readonly actions?: readonly this[];
}

/** What a shell user calls: a name and its verbs. */
export interface Program<V extends VerbFacts = VerbFacts> {
  readonly name: string;
  /** What it is for, in one line. */
  readonly summary: string;
  readonly verbs: readonly V[];
  /** Options that every verb takes. */
  readonly common: OptionTable;
  /** The last lines of its help. */
  readonly ending: readonly string[];
}

/** The verb of this name; an error that names the nearest one where there is none. */
export function findVerb<V extends VerbFacts>(program: Program<V>, name: string): V {
  const verb = program.verbs.find((one) => one.name === name);
  if (verb) return verb;
  const known = program.verbs.map((one) => one.name);
  throw new UsageError(`Unknown verb ${JSON.stringify(shown(name, 60))}.${didYouMean(name, known)}`);
}

/** The action of a verb that the first word means which is no option, and the words without it; else the verb itself. */
export function findAction<V extends VerbFacts>(
  { name, common }: Program,
  verb: V,
  words: readonly string[],
): readonly [verb: V, words: readonly string[]] {
  let at = 0;
  while (words[at]?.startsWith("-")) at += common[words[at]?.slice(2) ?? ""]?.value === undefined ? 1 : 2;
  const word = words[at];
  if (!verb.actions || word === undefined) return [verb, words];
  const action = verb.actions.find((one) => one.name === `${verb.name} ${word}`);
  if (action) return [action, words.filter((_, i) => i !== at)];
  const known = verb.actions.map((one) => one.name.slice(verb.name.length + 1));
  const advice = didYouMean(word, known) || ` Known: ${known.join(", ")}.`;
  throw new UsageError(`${name} ${verb.name} has no action ${shown(JSON.stringify(word), 60)}.${advice}`);
}

/** What was given to a verb. `nowMs` is what relative times count back from. */
export function givenTo(program: Program, verb: VerbFacts, words: readonly string[], nowMs: number): Given {
  const repeats = /…\]?$/.test(verb.arguments.at(-1) ?? "");
  const positionalsMax = repeats ? Number.POSITIVE_INFINITY : verb.arguments.length;
  const given = parseOptions(words, { ...verb.options, ...program.common }, positionalsMax, nowMs);
  const needed = verb.arguments.filter((name) => !name.startsWith("["));
  const missing = needed[given.positionals.length];
  if (missing) throw new UsageError(`${missing} is missing.`);
  return given;
}
