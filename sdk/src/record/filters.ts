/**
 * Rules that decide which captured variables reach the tape. They are asked when the stage is taken into a commit, so a
 * rule set after a capture still works. The last matching rule wins; no match means include.
 */
import { limits } from "../base/limits.js";
import { foundText } from "../base/options.js";
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";

/** One rule. The pattern searches the name (it need not match all of it); flags `i` and `u` only. */
export interface FilterRule {
  readonly pattern: string | RegExp;
  readonly action: "include" | "exclude";
  /** Only for scopes that carry this label. Not allowed in named sets: they are bound to labels instead. */
  readonly scope?: string;
}

/** Everything set, as deep copies. */
export interface FilterSnapshot {
  readonly rules: readonly FilterRule[];
  readonly sets: Readonly<Record<string, readonly FilterRule[]>>;
  readonly bindings: Readonly<Record<string, readonly string[]>>;
}

interface CompiledRule {
  readonly pattern: RegExp;
  readonly given: string | RegExp;
  readonly include: boolean;
  readonly scope: string | undefined;
}

type NameTest = (name: string) => boolean;

const everything: NameTest = () => true;

/**
 * The filters of one session.
 *
 * @example
 * tape.filters.ignore([
 *   { pattern: "^_temp", action: "exclude" },
 *   { pattern: "^_temp_keep$", action: "include" },
 * ]);
 */
export class Filters {
  #rules: readonly CompiledRule[] = [];
  readonly #sets = new Map<string, readonly CompiledRule[]>();
  readonly #bindings = new Map<string, string[]>();
  readonly #tests = new Map<string, NameTest>();

  /** True while no rule can apply: nothing has to be asked. */
  get isEmpty(): boolean {
    return this.#rules.length === 0 && this.#bindings.size === 0;
  }

  /** Replaces all global rules. A rule that is not valid is `bad-rule`, and the old rules stay in force. */
  ignore(rules: readonly FilterRule[]): void {
    this.#rules = compileRules(rules, undefined);
    this.#tests.clear();
  }

  /** Makes or replaces a named set of rules. It applies where it is bound. */
  register(name: string, rules: readonly FilterRule[]): void {
    if (typeof name !== "string" || name.trim() === "") throw badLabel(String(name), "a set of rules needs a name");
    this.#sets.set(name, compileRules(rules, name));
    this.#tests.clear();
  }

  /** Appends named sets to scope labels. A pair bound twice counts once. */
  bind(labels: string | readonly string[], names: string | readonly string[]): void {
    const labelList = listOf(labels);
    const nameList = listOf(names);
    for (const label of labelList) if (label.trim() === "") throw badLabel(label, "a label must not be empty");
    for (const name of nameList) this.#requireSet(name);
    for (const label of labelList) {
      const bound = this.#bindings.get(label) ?? [];
      for (const name of nameList) if (!bound.includes(name)) bound.push(name);
      if (bound.length > 0) this.#bindings.set(label, bound);
    }
    this.#tests.clear();
  }

  /** Deep copies of all rules, sets and bindings. */
  snapshot(): FilterSnapshot {
    const sets = Object.create(null) as Record<string, readonly FilterRule[]>;
    const bindings = Object.create(null) as Record<string, readonly string[]>;
    for (const [name, rules] of this.#sets) sets[name] = rules.map(copyRule);
    for (const [label, names] of this.#bindings) bindings[label] = [...names];
    return { rules: this.#rules.map(copyRule), sets, bindings };
  }

  /** Empties rules, sets and bindings. */
  reset(): void {
    this.#rules = [];
    this.#sets.clear();
    this.#bindings.clear();
    this.#tests.clear();
  }

  /** The test for a scope with these labels: does this name reach the tape? Compiled once per list of labels. */
  includes(labels: readonly string[]): NameTest {
    if (this.isEmpty) return everything;
    const key = labels.length === 1 ? `=${labels[0]}` : JSON.stringify(labels);
    let test = this.#tests.get(key);
    if (test === undefined) {
      if (this.#tests.size >= cachedMax) this.#tests.clear();
      test = compileTest(this.#effective(labels));
      this.#tests.set(key, test);
    }
    return test;
  }

  #effective(labels: readonly string[]): readonly CompiledRule[] {
    const rules = this.#rules.filter((rule) => rule.scope === undefined || labels.includes(rule.scope));
    for (const label of labels) {
      for (const name of this.#bindings.get(label) ?? []) rules.push(...(this.#sets.get(name) ?? []));
    }
    return rules;
  }

  #requireSet(name: string): void {
    if (name.trim() === "") throw badLabel(name, "a set of rules needs a name");
    if (this.#sets.has(name)) return;
    const [nearest] = near(name, this.#sets.keys());
    const hint = nearest === undefined ? "Register it first." : `Did you mean ${shown(JSON.stringify(nearest), 80)}?`;
    throw badLabel(name, `there is no set of rules with this name. ${hint.replace(/\.$/, "")}`);
  }
}

const cachedMax = 4_096;
const patternCharsMax = 1_000;

function compileTest(rules: readonly CompiledRule[]): NameTest {
  if (rules.length === 0) return everything;
  const answers = new Map<string, boolean>();
  return (name) => {
    let answer = answers.get(name);
    if (answer === undefined) {
      answer = true;
      for (const rule of rules) if (rule.pattern.test(name)) answer = rule.include;
      if (answers.size >= cachedMax) answers.clear();
      answers.set(name, answer);
    }
    return answer;
  };
}

function compileRules(rules: readonly FilterRule[], set: string | undefined): readonly CompiledRule[] {
  if (!Array.isArray(rules)) throw badRule(set, 0, "rules", "a list of rules", typeof rules);
  return rules.map((rule: unknown, index) => compileRule(rule, index, set));
}

function compileRule(rule: unknown, index: number, set: string | undefined): CompiledRule {
  if (typeof rule !== "object" || rule === null) throw badRule(set, index, "rule", "an object", typeof rule);
  const unknown = Object.keys(rule).find((field) => !["pattern", "action", "scope"].includes(field));
  if (unknown !== undefined)
    throw badRule(set, index, shown(unknown, 60), "pattern, action or scope", describe(unknown));
  const { pattern, action, scope } = rule as Partial<Record<keyof FilterRule, unknown>>;
  const compiled = compilePattern(pattern, index, set);
  if (action !== "include" && action !== "exclude") {
    throw badRule(set, index, "action", '"include" or "exclude"', describe(action));
  }
  if (scope !== undefined && set !== undefined) {
    throw badRule(set, index, "scope", "none in a named set (bind the set to labels)", describe(scope));
  }
  if (scope !== undefined && (typeof scope !== "string" || scope.trim() === "" || scope.length > limits.labelChars)) {
    throw badRule(set, index, "scope", "a label", describe(scope));
  }
  return {
    pattern: compiled,
    given: pattern as string | RegExp,
    include: action === "include",
    scope: scope as string | undefined,
  };
}

function compilePattern(pattern: unknown, index: number, set: string | undefined): RegExp {
  const isText = typeof pattern === "string";
  if (!isText && !(pattern instanceof RegExp))
    throw badRule(set, index, "pattern", "a text or a RegExp", describe(pattern));
  const source = isText ? pattern : pattern.source;
  const flags = isText ? "" : pattern.flags;
  if (source.length > patternCharsMax) {
    throw badRule(set, index, "pattern", `at most ${patternCharsMax} characters`, `${source.length} characters`);
  }
  if (/[^iu]/.test(flags)) throw badRule(set, index, "pattern", "flags i and u only", `flags "${flags}"`);
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    throw badRule(set, index, "pattern", "a regular expression", describe(pattern), cause);
  }
}

function copyRule({ given, include, scope }: CompiledRule): FilterRule {
  const pattern = typeof given === "string" ? given : new RegExp(given.source, given.flags);
  const action = include ? "include" : "exclude";
  return scope === undefined ? { pattern, action } : { pattern, action, scope };
}

function listOf(texts: string | readonly string[]): readonly string[] {
  if (typeof texts === "string") return [texts];
  if (Array.isArray(texts) && texts.every((text) => typeof text === "string")) return texts;
  throw badLabel(foundText(texts), "expected a text or a list of texts");
}

function describe(found: unknown): string {
  return found === undefined ? "nothing" : shown(JSON.stringify(found) ?? typeof found, 80);
}

function badLabel(label: string, reason: string): TapelabError<"bad-label"> {
  const text = `The label ${shown(JSON.stringify(label), 80)} cannot be used: ${reason}. Nothing was changed.`;
  return new TapelabError("bad-label", text, { label, reason });
}

function badRule(
  set: string | undefined,
  index: number,
  field: string,
  expected: string,
  found: string,
  cause?: unknown,
): TapelabError<"bad-rule"> {
  const where = set === undefined ? `Rule ${index}` : `Rule ${index} of set ${shown(JSON.stringify(set), 80)}`;
  return new TapelabError(
    "bad-rule",
    `${where}, field ${field}: expected ${expected}, found ${found}. The rules in force are unchanged. Correct the rule and set all again.`,
    { set, index, field, found },
    cause === undefined ? undefined : { cause },
  );
}
