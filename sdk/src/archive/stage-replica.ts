/** Writes the commits of an archive as segments into a folder that nobody reads yet. */
import type { ArchivedCommit, ArchivedEvent, BaseInfo } from "tapelab-proto";
import type { Clock } from "../base/clock.js";
import { type Disk, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex, sha256, unhex } from "../base/sha256.js";
import { composeGeneration } from "../tape/generation.js";
import { ROLE } from "../tape/layout.js";
import { keepBytes } from "../tape/quarantine.js";
import { type ReplicaStart, ReplicaWriter } from "../tape/replica.js";
import { openImage, openShapes, shapeIds, writableImage } from "./archived-image.js";
import type { OpenArchive } from "./authority.js";
import { commitLeaf } from "./event-leaf.js";
import { damaged } from "./failures.js";
import { keepLeaf } from "./kept-leaves.js";
import { FIELD, leafPath } from "./names.js";
import type { EventProof } from "./prove-events.js";
import type { LeafProof } from "./prove-leaves.js";
import { takeEvents } from "./take-events.js";

export interface StageDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  onProgress?(done: number, total: number): void;
}

export interface StageOptions {
  readonly archive: OpenArchive;
  readonly events: EventProof;
  readonly leaves: LeafProof;
  readonly start: ReplicaStart;
  /** Records that follow the last commit which is there already, and are not there yet. */
  readonly skipExtras: number;
  /** The image that a copy has of a commit: a copy has a chain of its own, and its first commit says where it comes from. */
  readonly copied: ((sequence: number, commit: ArchivedCommit) => Uint8Array) | undefined;
  /** Of an archive without its beginning: the tape is written as a compaction that trimmed it. */
  readonly base: BaseInfo | undefined;
}

export interface Staged {
  readonly segments: readonly number[];
  readonly commits: number;
  readonly gaps: readonly { readonly first: number; readonly last: number }[];
  /** H of the newest commit, hex. */
  readonly hash: string;
}

const nothing = new Uint8Array(0);

export async function stageReplica(deps: StageDeps, dir: string, options: StageOptions): Promise<Staged> {
  const writer = new ReplicaWriter(dir, options.start, deps);
  try {
    return await new Staging(deps, dir, options, writer).run();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

class Staging {
  readonly #deps: StageDeps;
  readonly #dir: string;
  readonly #options: StageOptions;
  readonly #writer: ReplicaWriter;
  readonly #gaps: { first: number; last: number }[] = [];
  readonly #noted = new Set<number>();
  #commits = 0;
  #trimmed = { first: 0, last: 0 };

  constructor(deps: StageDeps, dir: string, options: StageOptions, writer: ReplicaWriter) {
    this.#deps = deps;
    this.#dir = dir;
    this.#options = options;
    this.#writer = writer;
  }

  async run(): Promise<Staged> {
    const { archive, events, start, skipExtras } = this.#options;
    const from = start.baseSequence;
    const behind = skipExtras >= 0 ? Math.max(1, from - 1) : from;
    for await (const taken of takeEvents(archive, events, behind)) {
      if (taken.last % 64 === 0) this.#deps.onProgress?.(taken.last, events.lastSequence);
      if (taken.kind === "lost" && this.#isTrimmed(taken.first, taken.last)) await this.#trim(taken.first, taken.last);
      else if (taken.kind === "lost") await this.#lose(taken.first, taken.last, "archive-damaged", taken.file);
      else if (taken.last < from) await this.#records(taken.event.extra.slice(skipExtras));
      else await this.#take(taken.event, taken.leaf, taken.first, taken.last);
    }
    const hash = hex(await this.#writer.hash());
    const { base } = this.#options;
    if (base && this.#trimmed.last !== base.lastSequence) throw untrimmed(archive, base.lastSequence);
    const segments = await this.#writer.finish(
      base && (async (numbers, salt) => composeGeneration(this.#statement(base, numbers, hash), salt)),
    );
    return { segments, commits: this.#commits, gaps: this.#gaps, hash };
  }

  /** What makes the gap one that was wanted. */
  #statement(base: BaseInfo, segments: readonly number[], hash: string): Parameters<typeof composeGeneration>[0] {
    const { events, start } = this.#options;
    const lastHash = unhex(hash);
    return {
      ...{ generation: start.generation, verb: "consolidate", firstSeq: 1, lastSeq: events.lastSequence, lastHash },
      ...{ previous: start.generation - 1, previousHash: lastHash, segments, role: ROLE.replica },
      trimmed: { ...this.#trimmed, reason: "trimmed", quarantine: 0, unknown: nothing },
      ...{ base: base.snapshotSha256, archive: base.fullArchiveSha256 },
      ...{ contentDigest: nothing, previousDigest: nothing, unknown: nothing },
    };
  }

  async #take(event: ArchivedEvent, leaf: Uint8Array, first: number, last: number): Promise<void> {
    const { commit, gap, extra } = event;
    const isCopy = this.#options.copied !== undefined;
    if (!gap && !isCopy && saysMore(event, leaf)) await keepLeaf(this.#deps.disk, this.#dir, first, leaf);
    if (commit) {
      const bytes = this.#options.copied?.(first, commit) ?? commit.image;
      const message = openImage(bytes);
      const shapes = openShapes(commit.shapes);
      if (!message || !shapes) throw changed(this.#options.archive, first); // it was whole when it was proved
      await this.#writer.append(writableImage(bytes, message, shapes), commit.hash);
      this.#commits++;
    } else if (gap && this.#isTrimmed(first, last)) await this.#trim(first, last);
    else if (gap) {
      const file = this.#noted.has(gap.quarantine) ? undefined : this.#options.leaves.quarantine.get(gap.quarantine);
      if (gap.quarantine > 0) this.#noted.add(gap.quarantine);
      await this.#lose(first, last, "corrupt-commit", file);
    } else await this.#lose(first, last, "newer-event", undefined); // its leaf is kept
    await this.#records(extra);
  }

  /** Between commit 1 and the base nothing is missed. */
  #isTrimmed(first: number, last: number): boolean {
    return first > 1 && last <= (this.#options.base?.lastSequence ?? 0);
  }

  async #trim(first: number, last: number): Promise<void> {
    this.#trimmed = { first: this.#trimmed.first || first, last };
    await this.#writer.skip(last, this.#hashAt(last));
  }

  async #records(extra: ArchivedEvent["extra"]): Promise<void> {
    for (const { kind, payload } of extra) await this.#writer.record(kind, payload);
  }

  /** Commits that the tape will not have; what stands in their place goes to its quarantine. */
  async #lose(
    first: number,
    last: number,
    code: string,
    file: Parameters<OpenArchive["source"]["read"]>[0] | undefined,
  ): Promise<void> {
    this.#gaps.push({ first, last });
    if (file) await this.#note(first, last, code, await this.#options.archive.source.read(file));
    const isCopy = this.#options.copied !== undefined;
    await this.#writer.skip(last, isCopy ? await this.#writer.hash() : this.#hashAt(last));
  }

  /** H(last), where a border of ranges states it. */
  #hashAt(last: number): Uint8Array {
    const { ranges, base } = this.#options.archive.winner.manifest;
    if (last === base?.lastSequence) return base.hash;
    const behind = ranges.find((range) => range.first === last + 1)?.prevHash;
    return behind ?? ranges.find((range) => range.last === last)?.lastHash ?? nothing;
  }

  async #note(firstSequence: number, lastSequence: number, code: string, bytes: Uint8Array): Promise<void> {
    const name = this.#options.archive.source.name;
    const path = leafPath(FIELD.events, firstSequence);
    const text = `Commits ${firstSequence}-${lastSequence} came without readable bytes from ${name} (${path}).`;
    const place = { firstSequence, lastSequence, segment: 0, offset: 0 };
    const facts = { tape: this.#options.start.tapeId, reason: code, code, text, expected: "", lost: [] };
    const evidence = { ...facts, ...place, found: `sha256 ${hex(sha256(bytes))}`, source: `archive ${name}` };
    await runLater(this.#deps.disk, keepBytes(this.#deps, this.#dir, evidence, bytes));
  }
}

/** Would the leaf that is made of the tape be another one? */
function saysMore({ seq, runId, commit, extra }: ArchivedEvent, leaf: Uint8Array): boolean {
  const message = commit && openImage(commit.image);
  const shapes = commit && openShapes(commit.shapes);
  if (!commit || !message || !shapes) return true;
  const used = shapeIds(message).flatMap((id) => shapes.get(id)?.bytes ?? []);
  const { hash, image } = commit;
  return Buffer.compare(commitLeaf(runId, seq, { hash, shapes: used, image }, extra), leaf) !== 0;
}

function untrimmed({ source }: OpenArchive, last: number): Error {
  const text = `${source.name} says that it is trimmed up to commit ${last}, and holds commits in front of that. Nothing was imported. Export the tape again.`;
  return damaged(leafPath(FIELD.events, last), text, undefined, last);
}

function changed({ source }: OpenArchive, sequence: number): Error {
  const path = leafPath(FIELD.events, sequence);
  const text = `${source.name} was changed while it was imported (${path}). Nothing was imported. Copy it to a place of its own and try again.`;
  return damaged(path, text, sequence, sequence);
}
