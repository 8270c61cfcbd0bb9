/**
 * The emergency export: what can still be read of a workspace, in files that need no Tapelab. It works with damaged tapes,
 * missing blobs, a damaged or missing `workspace.json` and on a read-only folder, and never writes into the workspace.
 */
import { resolve } from "node:path";
import { exportArchive } from "../archive/export.js";
import { canonicalJson } from "../base/canonical-json.js";
import { runLater } from "../base/disk.js";
import { badOption, foundText } from "../base/options.js";
import { isCode, writeNew } from "../base/small-file.js";
import { isTapelabError } from "../errors.js";
import type { Scope } from "../read/scope.js";
import { Tape } from "../read/tape.js";
import { Fold } from "../state/fold.js";
import { stateOf } from "../state/state.js";
import { readQuarantine } from "../tape/quarantine.js";
import { TapeReader } from "../tape/reader.js";
import type { Damage } from "../tape/types.js";
import { nestedText } from "../value/nested.js";
import { sortDamage } from "./accepted-gaps.js";
import { snapshotsOf } from "./archive-state.js";
import { damagedBlobs } from "./damaged-blobs.js";
import { type Environment, systemEnvironment } from "./environment.js";
import { assertOwn } from "./own-tape.js";
import { damageOf } from "./restore-workspace-file.js";
import { listSessions, type SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

/** What is known of one tape. */
export interface ExportedTape {
  readonly id: string;
  readonly label: string;
  /** Greatest sequence up to which nothing is lost. */
  readonly lastGoodSequence: number;
  readonly lastSequence: number;
  /** H of the newest commit, hex. */
  readonly hash: string | undefined;
  readonly commits: number;
  /** Commits that are lost and were not given up by name. */
  readonly gaps: readonly { readonly first: number; readonly last: number; readonly text: string }[];
  readonly acceptedGaps: readonly { readonly first: number; readonly last: number }[];
  /** Operations that mean nothing to this Tapelab. */
  readonly opaque: number;
  readonly notices: readonly string[];
  readonly quarantine: readonly string[];
  /** Name of the archive in the folder, when one could be made. */
  readonly archive: string | undefined;
  /** Why the tape, or a part of this, could not be read. */
  readonly problems: readonly string[];
}

/** What `report.json` says. */
export interface ExportReport {
  readonly workspace: { readonly id: string | undefined; readonly problem: string | undefined };
  readonly stateHash: string;
  readonly foldHash: string;
  readonly tapes: readonly ExportedTape[];
  readonly unavailableBlobs: readonly { readonly sha256: string; readonly text: string }[];
  readonly quarantine: readonly string[];
  /** Is everything that was ever confirmed in here? */
  readonly isComplete: boolean;
}

/**
 * Writes `state.json` (the state and the newest scope of each session label, canonical and sorted), `report.json` (what
 * is missing) and an archive of every tape into a new or empty folder. Damage never makes it fail; it is reported.
 *
 * @example const { isComplete } = await exportState(await openWorkspace("broken"), "rescued");
 */
export async function exportState(workspace: Workspace, outDir: string): Promise<ExportReport> {
  const environment = systemEnvironment();
  const out = await emptyFolder(environment, workspace, outDir);
  const { disk, ids } = environment;
  const listing = { disk, ids, tapesDir: `${workspace.dir}/tapes`, known: new Map() };
  const sessions = (await listSessions(listing)).filter(({ state }) => state !== "empty");
  const fold = new Fold();
  const tapes: ExportedTape[] = [];
  const latest = new Map<string, string>();
  await disk.later.mkdir(`${out}/tapes`);
  const problem = damageOf(environment, workspace.dir);
  const own = problem === undefined ? workspace.id : undefined;
  for (const session of sessions)
    tapes.push(await new Rescue(environment, workspace, { session, out, own }).run(fold, latest));
  const damaged = await attempt(() => damagedBlobs(workspace, sessions.filter(isReadable(tapes))), []);
  const notes = await attempt(() => runLater(disk, readQuarantine(workspace.dir)), []);
  const isComplete =
    problem === undefined &&
    damaged.length === 0 &&
    tapes.every(({ gaps, problems }) => gaps.length + problems.length === 0);
  const report: ExportReport = {
    workspace: { id: own, problem },
    ...{ stateHash: fold.stateHash(), foldHash: fold.foldHash(), tapes },
    unavailableBlobs: damaged.map(({ sha256, text }) => ({ sha256, text })),
    ...{ quarantine: notes.map(({ id }) => id), isComplete },
  };
  await runLater(disk, writeNew(`${out}/state.json`, Buffer.from(stateText(fold, latest))));
  await runLater(disk, writeNew(`${out}/report.json`, Buffer.from(`${canonicalJson(defined(report))}\n`)));
  await disk.later.fsyncDir(out);
  return report;
}

async function emptyFolder({ disk }: Environment, workspace: Workspace, path: string): Promise<string> {
  const expected = "a new or empty folder outside the workspace";
  const outcome = "Nothing was exported.";
  if (typeof path !== "string" || path.trim() === "")
    throw badOption("exportState", "out", { expected, found: foundText(path), outcome });
  const out = resolve(path).replaceAll("\\", "/");
  const stat = await disk.later.stat(out);
  const isInside = `${out}/`.startsWith(`${workspace.dir}/`);
  const isTaken = stat && (stat.kind !== "directory" || (await disk.later.readdir(out)).length > 0);
  if (isInside || isTaken) throw badOption("exportState", "out", { expected, found: foundText(path), outcome });
  await disk.later.mkdir(out);
  return out;
}

function isReadable(tapes: readonly ExportedTape[]): (session: SessionEntry) => boolean {
  const readable = new Set(tapes.filter(({ commits }) => commits > 0).map(({ id }) => id));
  return ({ id }) => readable.has(id);
}

/** One tape: each part of the work may fail by itself. */
class Rescue {
  readonly #environment: Environment;
  readonly #workspace: Workspace;
  readonly #session: SessionEntry;
  readonly #out: string;
  readonly #own: string | undefined;
  readonly #problems: string[] = [];

  /** `own`: the id of the workspace, where it is known. */
  constructor(
    environment: Environment,
    workspace: Workspace,
    { session, out, own }: { session: SessionEntry; out: string; own: string | undefined },
  ) {
    this.#environment = environment;
    this.#workspace = workspace;
    this.#session = session;
    this.#out = out;
    this.#own = own;
  }

  async run(fold: Fold, latest: Map<string, string>): Promise<ExportedTape> {
    const { disk } = this.#environment;
    const { id, label, dir } = this.#session;
    const name = label || id;
    const own = await this.#try(async () => (await assertOwn(disk, dir, this.#own)) ?? true);
    if (!own)
      return { id, label, ...nothingKnown, opaque: 0, quarantine: [], archive: undefined, problems: this.#problems };
    const state = await this.#try(() => stateOf(disk, dir, { name, useSnapshots: false }));
    if (state) fold.merge(state.fold);
    const facts = (await this.#try(() => this.#facts(name))) ?? nothingKnown;
    if (!latest.has(name)) {
      const scope = await this.#try(() => this.#newest(name));
      if (scope) latest.set(name, scopeText(scope));
    }
    const archive = await this.#try(() => this.#archive(name));
    const notes = (await this.#try(() => runLater(disk, readQuarantine(dir)))) ?? [];
    const quarantine = notes.map((note) => note.id);
    return { id, label, ...facts, opaque: state?.opaque ?? 0, quarantine, archive, problems: this.#problems };
  }

  async #facts(name: string): Promise<typeof nothingKnown> {
    const { disk } = this.#environment;
    const reader = await TapeReader.open(disk, this.#session.dir, { name, verify: "full" });
    try {
      const { damage, notices } = reader.report;
      const { open, accepted } = await sortDamage(disk, this.#session.dir, damage);
      const [first] = open;
      return {
        lastGoodSequence: first ? first.firstSequence - 1 : reader.lastSequence,
        lastSequence: reader.lastSequence,
        hash: await reader.hashOf(reader.lastSequence),
        commits: reader.commits.length,
        gaps: open.map((one) => ({ ...rangeOf(one), text: one.text })),
        acceptedGaps: accepted.map(rangeOf),
        notices: notices.map(({ text }) => text),
      };
    } finally {
      await reader.close();
    }
  }

  async #newest(label: string): Promise<Scope | undefined> {
    const { id, dir } = this.#session;
    const { disk } = this.#environment;
    const tape = await Tape.open({ id, label, open: () => TapeReader.open(disk, dir, { name: label }) });
    try {
      return await tape.latestScope({});
    } catch (error) {
      if (!isTapelabError(error, "no-such-scope")) throw error;
      return undefined;
    } finally {
      await tape.close();
    }
  }

  async #archive(name: string): Promise<string> {
    const { id, dir } = this.#session;
    const path = `tapes/${id}.tar`;
    const { blobs } = this.#workspace;
    await exportArchive(
      this.#environment,
      { dir, name, blobs, snapshotAt: snapshotsOf(this.#environment.disk, dir) },
      `${this.#out}/${path}`,
      {},
    );
    return path;
  }

  async #try<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!isTapelabError(error) && !isCode(error, "EIO", "EACCES", "ENOENT", "EINVAL", "ELOOP", "EISDIR")) throw error;
      const text = (error as Error).message;
      if (!this.#problems.includes(text)) this.#problems.push(text);
      return undefined;
    }
  }
}

const nothingKnown: Pick<
  ExportedTape,
  "lastGoodSequence" | "lastSequence" | "hash" | "commits" | "gaps" | "acceptedGaps" | "notices"
> = { lastGoodSequence: 0, lastSequence: 0, hash: undefined, commits: 0, gaps: [], acceptedGaps: [], notices: [] };

function rangeOf({ firstSequence, lastSequence }: Damage): { first: number; last: number } {
  return { first: firstSequence, last: lastSequence };
}

async function attempt<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return otherwise;
  }
}

/** Entities and fields in the order of their bytes, values as they were recorded. */
function stateText(fold: Fold, latest: ReadonlyMap<string, string>): string {
  const entities: string[] = [];
  let entity: string | undefined;
  let fields: string[] = [];
  const close = (): void => {
    if (entity !== undefined) entities.push(`${JSON.stringify(entity)}:{${fields.join(",")}}`);
    fields = [];
  };
  for (const one of fold.visible()) {
    if (one.entity !== entity) close();
    entity = one.entity;
    fields.push(`${JSON.stringify(one.field)}:${Buffer.from(one.value).toString("utf8")}`);
  }
  close();
  const scopes = [...latest]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([label, text]) => `${JSON.stringify(label)}:${text}`);
  const hash = JSON.stringify(fold.stateHash());
  return `{"entities":{${entities.join(",\n")}},\n"latestScopes":{${scopes.join(",\n")}},\n"stateHash":${hash}}\n`;
}

function scopeText(scope: Scope): string {
  const { uid, labels, names, vars, time, srcFile, srcLine, commit } = scope;
  const values = [...names].sort().map((name) => {
    const value = Object.hasOwn(vars, name) ? vars[name] : { ...scope.describe(name) };
    return `${JSON.stringify(name)}:${nestedText(value)}`;
  });
  const facts = canonicalJson(defined({ uid, labels, time, srcFile, srcLine, commit: commit.label }));
  return `${facts.slice(0, -1)},"vars":{${values.join(",")}}}`;
}

/** Without what is undefined, which JSON cannot say. */
function defined(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
