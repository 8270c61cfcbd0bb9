/**
 * One attempt of a launch under way: every context runs once in the pool, and the attempt's tape says how it went. A run
 * counts as completed when its tape says so, whatever its process said.
 */
import { nodeDisk } from "../base/disk.js";
import { sha256 } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { isTapelabError, TapelabError } from "../errors.js";
import { onCancel } from "./cancel.js";
import { type CanonicalMap, canonicalText, jsonOf, plainOf } from "./canonical.js";
import { callHooks, type HookRun, hasHooks } from "./hooks.js";
import type { Identity } from "./identities.js";
import type { LaunchOptions, LaunchResult, LaunchTape, LaunchWork, RunResult } from "./launch.js";
import { type LaunchedLook, lookForRun } from "./launched-run.js";
import { errorText } from "./load-program.js";
import type { Plan } from "./plan.js";
import { InputBook } from "./prepare-run.js";
import { openOutputs, recordHit } from "./record-hit.js";
import { endRecord, type RunEnd } from "./records.js";
import type { LaunchSummary } from "./status.js";
import { Tally } from "./tally.js";
import type { RunOutcome, RunTask } from "./task.js";

const noteMs = 1_000;
const cancelGraceMs = 5_000;

export interface Begun {
  readonly id: Identity;
  readonly attempt: number;
  readonly indexes: readonly number[];
  readonly tape: LaunchTape;
  readonly tapeId: string;
}

type Context = Readonly<Record<string, unknown>>;

export class Execution {
  readonly tally: Tally;
  readonly #work: LaunchWork;
  readonly #options: LaunchOptions;
  readonly #begun: Begun;
  readonly #results: RunResult[] = [];
  readonly #book = new InputBook();
  /** What was told of one run and is the same for others. */
  readonly #warned = new Set<string>();
  #next = 0;
  #isStopped = false;
  #isCancelling = false;
  #isInterrupted = false;
  /** Why this attempt cannot go on. */
  #broken: { readonly error: unknown } | undefined;
  #unwritten: RunEnd[] = [];
  #notedAt = 0;
  #noting: Promise<unknown> = Promise.resolve();

  constructor(work: LaunchWork, options: LaunchOptions, begun: Begun) {
    this.#work = work;
    this.#options = options;
    this.#begun = begun;
    const { host, pool } = work;
    this.tally = new Tally({
      planned: begun.indexes.length,
      slots: pool.size,
      now: () => host.now(),
      notify: (text) => host.notify(text),
    });
  }

  async whole(): Promise<LaunchResult> {
    const { signal } = this.#options;
    const stop = (): void => this.interrupt();
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
    const unheard = onCancel(nodeDisk, this.#work.host.dir, this.#begun.tapeId, stop);
    try {
      await this.#keepSources();
      const slots = Math.min(this.#work.pool.size, this.#begun.indexes.length);
      await Promise.all(Array.from({ length: slots }, () => this.#slot()));
      return await this.#end();
    } finally {
      signal?.removeEventListener("abort", stop);
      unheard();
      this.tally.close();
      await this.#work.pool.close();
    }
  }

  /** So that the plan can be expanded again, whatever becomes of the files. */
  async #keepSources(): Promise<void> {
    const blobs = this.#work.plan.contents.map((bytes) => ({ bytes, sha256: sha256(bytes) }));
    if (blobs.length === 0) return;
    try {
      await this.#begun.tape.note("run_space_sources", { count: blobs.length }, blobs);
    } catch (error) {
      this.#broken = { error };
      this.#stopNow();
    }
  }

  interrupt(): void {
    this.#isInterrupted = true;
    this.#stopNow();
  }

  #stop(): void {
    this.#isStopped = true;
    this.tally.stopped();
  }

  #stopNow(): void {
    this.#isCancelling = true;
    this.#stop();
    for (const session of this.tally.current) this.#work.pool.cancel(session, cancelGraceMs);
  }

  /** Takes one run after the other, in order of index. */
  async #slot(): Promise<void> {
    for (;;) {
      const index = this.#isStopped ? undefined : this.#begun.indexes[this.#next++];
      if (index === undefined) return;
      try {
        await this.#runOne(index);
      } catch (error) {
        this.#broken ??= { error };
        this.#stopNow();
      }
    }
  }

  async #runOne(index: number): Promise<void> {
    const { retries = 0, policy = "stop" } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const result = await this.#try(index, attempt);
      if (!result) return;
      const isAgain = result.status === "failed" && attempt <= retries && !this.#isStopped;
      this.#tell(result, isAgain);
      if (isAgain) continue;
      if (result.status === "failed" && policy === "stop") this.#stop();
      if (result.status === "failed" && policy === "stop-now") this.#stopNow();
      return;
    }
  }

  /** Undefined when everything was cancelled before it began. */
  async #try(index: number, attempt: number): Promise<RunResult | undefined> {
    const { host, plan } = this.#work;
    const values = contextOf(plan, this.#options.fixed, index);
    const task = this.#task(index, attempt, values);
    const context = plainOf(values) as Context;
    const { session } = task;
    const begun = { index, session, try: attempt, context };
    const told: HookRun = { id: session, name: task.label, cached: false, launch: this.#begun.id.value, index };
    let look: LaunchedLook;
    try {
      look = await lookForRun(this.#work, { session, values, book: this.#book });
    } catch (error) {
      if (!isTapelabError(error)) throw error;
      const failed = { status: "failed", error: error.message } as const;
      await host.recordRun(task, failed);
      await callHooks(host, "runFailed", told, error);
      return { ...begun, ...failed, durationMs: 0 };
    }
    for (const warning of look.warnings) if (!this.#warned.has(warning)) host.notify(warning);
    for (const warning of look.warnings) this.#warned.add(warning);
    const facts = { ...task.facts, ...look.facts };
    if (look.hit) {
      const { id: source } = look.hit.record;
      await recordHit(
        host,
        { id: session, label: task.label, facts, meta: jsonOf(values), caller: { at: undefined } },
        look.hit.record,
      );
      await this.#tellComplete({ ...told, cached: true, source });
      return { ...begun, status: "cached", source, durationMs: 0 };
    }
    if (this.#isCancelling) return undefined;
    const { miss } = look;
    if (miss) await callHooks(host, "cacheMiss", told, miss);
    const proved = await this.#execute({ ...task, facts }, told);
    return { ...begun, ...proved, ...(miss && { miss }) };
  }

  async #execute(task: RunTask, told: HookRun): Promise<Pick<RunResult, "status" | "error" | "durationMs">> {
    const { host, pool, printed } = this.#work;
    const { session, linkage } = task;
    const index = linkage.run_space_index;
    await callHooks(host, "runStart", told);
    this.tally.begun(session, index, linkage.run_space_context);
    const submitted = pool.submit(task, {
      progress: (progress) => this.tally.progressed(session, progress),
      printed: (line) => printed?.(index, line),
    });
    if (this.#isCancelling) pool.cancel(session, cancelGraceMs); // since it was looked for
    let durationMs = 0;
    const outcome = await submitted.finally(() => {
      durationMs = this.tally.left(session);
    });
    const proved = await this.#prove(task, outcome);
    if (proved.status === "completed") {
      await this.#tellComplete(told);
      return { status: "completed", durationMs };
    }
    const error = "error" in proved ? proved.error : proved.status;
    await callHooks(host, "runFailed", told, new Error(error));
    return proved.status === "cancelled"
      ? { status: "cancelled", durationMs }
      : { status: "failed", error, durationMs };
  }

  async #tellComplete(told: HookRun): Promise<void> {
    const { host } = this.#work;
    if (told.cached) await callHooks(host, "cacheHit", told);
    if (!hasHooks(host, "runComplete")) return;
    const record = await host.record(told.id);
    await callHooks(host, "runComplete", told, record ? await openOutputs(host.artifacts(told.id), record) : {});
  }

  /** What the tape says counts more than what the process said. */
  async #prove(task: RunTask, outcome: RunOutcome): Promise<RunOutcome> {
    const { host } = this.#work;
    const facts = await host.runFacts(task.session);
    if (!facts) {
      await host.recordRun(task, outcome);
      return outcome;
    }
    // A module ends its tape when its work is done; a command's tape may end before the command does.
    const isDone = facts.state === "completed" && (task.program.kind === "module" || outcome.status === "completed");
    if (isDone) return { status: "completed" };
    if (outcome.status !== "completed") return outcome;
    const isNotebook = task.program.kind === "command" && task.program.notebook !== undefined;
    if (isNotebook && facts.state === "interrupted") {
      await host.completeRun(task.session); // all cells are done, and none of them needs to end the session
      return outcome;
    }
    return { status: "failed", error: facts.error ?? "it said that it was done, and its tape has no end" };
  }

  #task(index: number, attempt: number, values: CanonicalMap): RunTask {
    const { program, programName, host, declared, runOptions } = this.#work;
    const { timeoutMs } = this.#options;
    const linkage = {
      run_space_launch_id: this.#begun.id.value,
      run_space_attempt: this.#begun.attempt,
      run_space_index: index,
      run_space_context: canonicalText(values),
      ...(attempt > 1 && { run_space_try: attempt }),
    };
    const {
      expect = declared.outputs.length > 0 ? declared.outputs : undefined,
      onMissing,
      onExtra,
      store,
    } = runOptions;
    const session = host.newId();
    return {
      session,
      label: programName,
      linkage,
      facts: linkage,
      program,
      ...(declared.translated && { translated: declared.translated }),
      rules: { expect, onMissing, onExtra, store },
      workspace: host.dir,
      mounts: Object.fromEntries(host.artifacts(session).mounts.roots),
      ...(timeoutMs !== undefined && { timeoutMs }),
    };
  }

  #tell(result: RunResult, isAgain: boolean): void {
    const { index, session, status, error } = result;
    this.#unwritten.push({ index, try: result.try, session, status, ...(error !== undefined && { error }) });
    if (!isAgain) {
      this.#results.push(result);
      this.tally.over(result);
    }
    const now = this.#work.host.now();
    if (now - this.#notedAt < noteMs) return;
    this.#notedAt = now;
    this.#noting = this.#noting.then(() => this.#note());
    this.#noting.catch(() => undefined); // the end is written behind it, and is told
  }

  async #note(): Promise<void> {
    const finished = this.#unwritten;
    if (finished.length === 0) return;
    this.#unwritten = [];
    await this.#begun.tape.note("run_space_progress", { finished });
  }

  /** Also of an attempt that broke: where its tape still takes it, it says so. */
  async #end(): Promise<LaunchResult> {
    const { id, attempt, tape } = this.#begun;
    const summary = this.tally.summary();
    const isWhole = summary.completed + summary.cached === summary.planned;
    const status = this.#isInterrupted ? "interrupted" : isWhole ? "completed" : "failed";
    try {
      await this.#noting;
      await this.#note();
      await tape.note("run_space_end", endRecord({ launch: id, attempt, status, summary }));
    } catch (error) {
      this.#broken ??= { error };
    }
    try {
      await tape.end();
    } catch (error) {
      this.#broken ??= { error };
    }
    if (this.#broken) throw brokenLaunch(id.value, attempt, summary, this.#broken.error);
    const runs = [...this.#results].sort((a, b) => a.index - b.index);
    const result: LaunchResult = { launch: id, attempt, status, summary, runs };
    await callHooks(this.#work.host, "launchEnd", result);
    return result;
  }
}

function brokenLaunch(launch: string, attempt: number, summary: LaunchSummary, cause: unknown): TapelabError {
  const { planned } = summary;
  const completed = summary.completed + summary.cached;
  const reason = (errorText(cause).split("\n")[0] ?? "").replace(/\.?$/, ".");
  const text = `Launch ${shown(launch.slice(0, 16), 40)}, attempt ${attempt}, could not go on: ${reason} ${completed} of ${planned} runs are completed; their tapes stay as they are. Do what is missing once that is put right: the same launch with retry.`;
  return new TapelabError("launch-broken", text, { launch, attempt, completed, planned }, { cause });
}

function contextOf(plan: Plan, fixed: CanonicalMap | undefined, index: number): CanonicalMap {
  return new Map([...(fixed ?? []), ...plan.run(index)]);
}

/** The context of a run as its session says it. */
export function contextText(plan: Plan, fixed: CanonicalMap | undefined, index: number): string {
  return canonicalText(contextOf(plan, fixed, index));
}
