/** A run that records: `run` executes it in this process, a launch in a process of its own. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Session } from "../record/session.js";
import type { PendingBlob } from "../value/stage.js";
import type { ActiveRun } from "./active-run.js";
import { type Artifact, type ArtifactDeps, type ArtifactFacts, checkKey, type InputFacts } from "./artifact.js";
import { withRun } from "./context.js";
import { artifactOfInput } from "./hydrate.js";
import { type InputSource, identifyInput, inputBlobs } from "./input.js";
import { errorText } from "./load-program.js";
import { openArtifact } from "./open-artifact.js";
import { checkOutputs, type OutputRules } from "./output-rules.js";
import { runLabels } from "./run-record.js";
import { type OutputOptions, type OutputSource, storeOutput } from "./store-artifact.js";
import { notPortable } from "./uri.js";

/** What a run has when it begins. */
export interface RunBegun extends Partial<Pick<ActiveRun, "launch" | "attempt" | "index" | "try" | "progress">> {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly session: Session;
  readonly inputs: readonly InputFacts[];
  readonly rules: OutputRules;
}

/** What its artifacts need; its folder is there at once. */
export type RunDeps = ArtifactDeps & { scratch(): string };

export class RecordingRun implements ActiveRun {
  readonly cached = false;
  readonly #deps: RunDeps;
  readonly #begun: RunBegun;
  readonly #made = new Map<string, Artifact>();
  #outputs: ArtifactFacts[] = [];
  #blobs: PendingBlob[] = [];
  #inputs: InputFacts[] = [];
  /** Calls that have not settled. */
  readonly #pending = new Set<Promise<unknown>>();
  /** Why calls failed that the program may not have waited for. */
  readonly #refused: string[] = [];
  #isEnded = false;

  constructor(deps: RunDeps, begun: RunBegun) {
    this.#deps = deps;
    this.#begun = begun;
    this.#blobs = begun.inputs.flatMap((facts) => inputBlobs(deps, facts));
  }

  get id(): string {
    return this.#begun.session.id;
  }
  get name(): string {
    return this.#begun.name;
  }
  get config(): Readonly<Record<string, unknown>> {
    return this.#begun.config;
  }
  get session(): Session {
    return this.#begun.session;
  }
  get dir(): string {
    return this.#deps.scratch();
  }
  get launch(): string | undefined {
    return this.#begun.launch;
  }
  get attempt(): number | undefined {
    return this.#begun.attempt;
  }
  get index(): number | undefined {
    return this.#begun.index;
  }
  get try(): number | undefined {
    return this.#begun.try;
  }

  /** It leaves nothing in the workspace, and nothing that runs inside of it does. */
  get isReadonly(): boolean {
    return this.#deps.isReadonly === true;
  }

  /** What it made so far, by key. */
  get outputs(): Readonly<Record<string, Artifact>> {
    return Object.fromEntries(this.#made);
  }

  input(name: string, source?: InputSource): Promise<Artifact> {
    return this.#awaited(this.#input(name, source));
  }

  output(key: string, source: OutputSource, options: OutputOptions = {}): Promise<Artifact> {
    if (this.#isEnded) return Promise.reject(endedBefore(this, key));
    return this.#awaited(this.#output(key, source, options));
  }

  /** The run ends behind it, also where its program does not wait for it: then a failure is a warning of the run. */
  #awaited<T>(work: Promise<T>): Promise<T> {
    const heard = work.then(
      () => undefined,
      (error: unknown) => void this.#refused.push(errorText(error)),
    );
    this.#pending.add(heard);
    void heard.then(() => this.#pending.delete(heard));
    return work;
  }

  async #input(name: string, source: InputSource | undefined): Promise<Artifact> {
    let facts = this.#begun.inputs.find((one) => one.name === name);
    if (source !== undefined) {
      ({ facts } = await identifyInput(this.#deps, name, source, lateOutcome));
      this.#inputs.push(facts);
      this.#blobs.push(...inputBlobs(this.#deps, facts));
    } else if (!facts) throw noInput(this, name, this.#begun.inputs);
    return openArtifact(this.#deps, artifactOfInput(facts), facts.session ?? null);
  }

  async #output(key: string, source: OutputSource, options: OutputOptions): Promise<Artifact> {
    checkKey(key);
    if (this.#made.has(key) || this.#outputs.some((one) => one.key === key)) throw madeTwice(this, key);
    const { store } = this.#begun.rules;
    const { facts, blobs } = await storeOutput(this.#deps, key, source, { ...(store && { store }), ...options });
    const artifact = await openArtifact(this.#deps, facts, this.id);
    if (this.#made.has(key)) throw madeTwice(this, key);
    this.#made.set(key, artifact);
    this.#outputs.push(facts);
    this.#blobs.push(...blobs);
    return artifact;
  }

  progress(fraction: number, note?: string): void {
    this.#begun.progress?.(fraction, note);
  }

  /** Ends the run: what it returned, its outputs and its end are on the tape when this resolves, with its warnings. */
  async complete(value: unknown): Promise<readonly string[]> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
    const warnings = checkOutputs(this.name, [...this.#made.keys()], this.#begun.rules);
    const hasValue = isPlain(value) && Object.keys(value).length > 0;
    if (hasValue) this.session.capture("output", value);
    await this.#end("output", { status: "completed", ...(hasValue && { value: true }) });
    const places = this.#outputs.map((facts) => notPortable(`Output '${facts.key}'`, facts));
    const lost = isBare(value) ? [bareText] : [];
    return [...warnings, ...this.#refused, ...lost, ...places.filter((text) => text !== undefined)];
  }

  /** Ends it as failed; what it made is kept. */
  async fail(error: unknown): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
    await this.#end("failed", { status: "failed", error: errorText(error) });
  }

  /**
   * Everything is written on this stack and becomes durable together, also on it: two ways to the thread pool and back
   * cost a short run more than the disk does.
   */
  async #end(label: string, end: Readonly<Record<string, unknown>>): Promise<void> {
    const { session } = this;
    this.#isEnded = true;
    const last = session.commit(label, { durability: "os" });
    last.catch(() => undefined); // what fails is thrown by the end, too
    this.#note();
    session.noteLast(runLabels.end, end);
    session.endNow();
    await last;
    await session.end();
  }

  #note(): void {
    const [artifacts, inputs, blobs] = [this.#outputs, this.#inputs, this.#blobs];
    [this.#outputs, this.#inputs, this.#blobs] = [[], [], []];
    const isNamed = artifacts.length > 0;
    if (inputs.length > 0 || (blobs.length > 0 && !isNamed))
      this.session.noteLast(runLabels.inputs, { inputs }, isNamed ? [] : blobs);
    if (isNamed) this.session.noteLast(runLabels.outputs, { artifacts }, blobs);
  }
}

/**
 * Calls `fn` as the run, and ends the run with it. What it throws rejects, once the end is on the tape; where that cannot
 * be written, the run stays without an end.
 */
export async function executed<T>(
  run: RecordingRun,
  fn: (run: ActiveRun) => T | Promise<T>,
): Promise<{ readonly value: T; readonly warnings: readonly string[] }> {
  try {
    const value = await withRun(run, () => fn(run));
    return { value, warnings: await run.complete(value) };
  } catch (error) {
    await run.fail(error).catch(() => undefined); // the first failure is the one to be told
    throw error;
  }
}

/** An object of names and values, of which a scope can be made. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What somebody may well want back, and no scope is made of. */
function isBare(value: unknown): boolean {
  return Array.isArray(value) || ["number", "string", "boolean", "bigint"].includes(typeof value);
}

const lateOutcome = "Nothing was noted of it; the run goes on where its program catches this.";
const bareText = "What the run returned is not kept, so a cached run gives undefined. Return an object with names.";

function madeTwice({ name, id }: ActiveRun, key: string): TapelabError<"bad-artifact"> {
  const text = `Run ${shown(JSON.stringify(name), 80)} (${id.slice(0, 8)}) has an output ${shown(key, 80)} already. The first one stays. Give each output a key of its own.`;
  return new TapelabError("bad-artifact", text, { name: key, reason: "there is one with this key" });
}

function endedBefore({ name, id }: ActiveRun, key: string): TapelabError<"bad-artifact"> {
  const text = `Run ${shown(JSON.stringify(name), 80)} (${id.slice(0, 8)}) has ended. Nothing was recorded of output ${shown(key, 80)}. Note outputs before the program returns.`;
  return new TapelabError("bad-artifact", text, { name: key, reason: "the run has ended" });
}

function noInput(run: ActiveRun, name: string, known: readonly InputFacts[]): TapelabError<"bad-artifact"> {
  const names = known.map((one) => one.name).join(", ") || "none";
  const text = `Run ${shown(JSON.stringify(run.name), 80)} has no input ${shown(name, 80)} (inputs: ${names}). Nothing was read. Name it in the run's options, or give a source here.`;
  return new TapelabError("bad-artifact", text, { name, reason: "the run has no such input" });
}
