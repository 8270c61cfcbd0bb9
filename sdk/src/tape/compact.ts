/**
 * Compaction: the whole history of a tape as a new generation of segments, with every I, H, sequence and record as before
 * (proto/SPEC.md, "Generations").
 *
 * The new segments count only from the moment on at which their generation frame is on disk; it is written when everything
 * has been read back and compared. Whatever fails before that leaves the tape as it was.
 */
import { decodeCommit, type Generation } from "tapelab-proto";
import type { Clock } from "../base/clock.js";
import { type Disk, type DiskFile, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex, sha256, unhex } from "../base/sha256.js";
import { isMissing } from "../base/small-file.js";
import { isTapelabError } from "../errors.js";
import type { Image } from "../value/image.js";
import { errorCode } from "./bytes.js";
import { chainStart } from "./chain.js";
import { fenced, pathOf } from "./claim.js";
import { compareSet, type Known } from "./compare-set.js";
import type { ExtraFrame } from "./extras.js";
import { composeGeneration } from "./generation.js";
import { ROLE, segmentNumbers } from "./layout.js";
import { removeLease, takeLease } from "./lease.js";
import { removeLeftovers } from "./old-generations.js";
import { repairFolder, repairName } from "./overlay.js";
import { keepDamage } from "./quarantine.js";
import { TapeReader } from "./reader.js";
import { isReplica } from "./recover.js";
import { ReplicaWriter } from "./replica.js";
import type { CommitEntry } from "./types.js";

export interface CompactDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  /** A copy of an image as writers need it; `shapes` are those that it uses, as far as the tape still has them. */
  writable(bytes: Uint8Array, shapes: readonly Uint8Array[]): Image;
  /** Says what differs between a commit and what was read back of it: a scope and a variable, where they can be told. */
  differing?(before: Uint8Array, after: Uint8Array, shapes: readonly Uint8Array[]): string | undefined;
  onProgress?(done: number, total: number): void;
}

/** Commits 2 to `last` are given up. */
export interface Trim {
  readonly last: number;
  /** sha256 of the blob with the state at `last`, and of the archive that has what is given up; or nothing. */
  readonly base: Uint8Array;
  readonly archive: Uint8Array;
}

export interface CompactOptions {
  readonly verb: "repack" | "consolidate" | "redact";
  readonly trim?: Trim | undefined;
  /** For `redact`: the image without what is to go, and its shapes; undefined when it stays as it is. */
  restated?(image: Uint8Array, shapes: readonly Uint8Array[]): Restated | undefined;
  /** How texts name the tape. */
  readonly name: string;
}

export interface Restated {
  readonly image: Uint8Array;
  readonly shapes: readonly Uint8Array[];
}

export interface NewGeneration {
  readonly generation: number;
  readonly segments: readonly number[];
  /** Damaged commits, which stay gaps. */
  readonly lostCommits: number;
}

const nothing = new Uint8Array(0);

/** True when a compaction with this verb would write what is there already. */
export function isCompact(reader: TapeReader, { verb, trim }: Pick<CompactOptions, "verb" | "trim">): boolean {
  const { compaction } = reader;
  if (!compaction || reader.segmentCount !== compaction.segments.length || reader.recovery.repairs) return false;
  if (trim && trim.last > (compaction.trimmed?.last ?? 0)) return false;
  if (verb === "redact") return false; // whoever asks has looked for the name
  return verb === "consolidate" || compaction.verb === "repack";
}

/** Writes the new generation. Rejects with `tape-busy` beside a writer, with `fenced` when one comes in between. */
export async function writeGeneration(deps: CompactDeps, dir: string, options: CompactOptions): Promise<NewGeneration> {
  const { disk, ids, clock } = deps;
  await runLater(disk, takeLease(dir, ids, clock, false));
  let made: NewGeneration;
  try {
    const number = (segmentNumbers(await disk.later.readdir(dir)).at(-1) ?? 0) + 1;
    const file = await claim(disk, dir, number);
    const reader = await TapeReader.open(disk, dir, { verify: "full", name: options.name });
    const isTrimmed = (options.trim?.last ?? 0) <= (reader.compaction?.trimmed?.last ?? 0); // maybe since it was planned
    const run = new Compaction(deps, dir, isTrimmed ? { ...options, trim: undefined } : options, reader);
    try {
      made = await run.write(number, file);
    } catch (error) {
      await run.abandon();
      // Only who took the tape over takes away what is being written here, or the next number.
      if (isMissing(error) || errorCode(error) === "EEXIST") throw fenced(reader.tapeId, number, undefined);
      throw error;
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (!isTapelabError(error, "fenced")) await leave(disk, dir); // else it is another's
    throw error;
  }
  await runLater(disk, removeLease(dir));
  return made;
}

/** A disk that fails does not hide why. */
async function leave(disk: Disk, dir: string): Promise<void> {
  try {
    await runLater(disk, removeLease(dir));
  } catch (error) {
    if (!errorCode(error).startsWith("E")) throw error;
  }
}

/** How many bytes the new generation would have, found by making it without a disk. */
export async function sizeOfGeneration(deps: CompactDeps, dir: string, options: CompactOptions): Promise<number> {
  const reader = await TapeReader.open(deps.disk, dir, { verify: "full", name: options.name });
  let size = 0;
  const later = {
    createExcl: async (path: string) => ({ path }),
    append: async (_file: DiskFile, bytes: Uint8Array) => {
      size += bytes.length;
      return bytes.length;
    },
    sync: async () => undefined,
    close: async () => undefined,
    fsyncDir: async () => undefined,
  };
  try {
    const scratch = { now: later, later } as unknown as Disk;
    await new Compaction({ ...deps, disk: scratch }, dir, options, reader).write(1, undefined);
    return size;
  } finally {
    await reader.close();
  }
}

async function claim(disk: Disk, dir: string, number: number): Promise<DiskFile> {
  try {
    const file = await disk.later.createExcl(pathOf(dir, number));
    await disk.later.fsyncDir(dir);
    return file;
  } catch (error) {
    if (errorCode(error) === "EEXIST") throw fenced(dir.slice(dir.lastIndexOf("/") + 1), number, undefined);
    throw error;
  }
}

class Compaction {
  readonly #deps: CompactDeps;
  readonly #dir: string;
  readonly #options: CompactOptions;
  readonly #reader: TapeReader;
  readonly #known: Map<number, Known> = new Map();
  readonly #extras: ExtraFrame[] = [];
  /** Lists of shapes by their ids: most commits have the same. */
  readonly #shapes: Map<string, readonly Uint8Array[]> = new Map();
  #writer: ReplicaWriter | undefined;
  /** Of a redaction: H of the last commit as it is written. */
  #hash: Uint8Array | undefined;

  constructor(deps: CompactDeps, dir: string, options: CompactOptions, reader: TapeReader) {
    this.#deps = deps;
    this.#dir = dir;
    this.#options = options;
    this.#reader = reader;
  }

  /** Without a file nothing is read back: the disk is none. */
  async write(number: number, file: DiskFile | undefined): Promise<NewGeneration> {
    const { disk } = this.#deps;
    const { tapeId, workspaceId, report, compaction } = this.#reader;
    const { generation } = this.#reader.recovery;
    if (file) await this.#checkFence([number]);
    if (file) await keepDamage(this.#deps, this.#dir, report.damage);
    const start = {
      ...{ tapeId, workspaceId, segment: number, previous: 0, previousLength: 0, generation: generation + 1, file },
      ...{ baseSequence: 1, previousHash: chainStart(workspaceId, tapeId), role: ROLE.compaction },
      isPacking: [this.#options.verb, this.#options.verb === "redact" && compaction?.verb].includes("repack"),
    };
    const writer = new ReplicaWriter(this.#dir, start, this.#deps);
    this.#writer = writer;
    await this.#copy(writer);
    if (this.#options.verb === "redact") this.#hash = await writer.hash();
    const segments = await writer.finish(async (numbers, salt) => {
      if (file) await disk.later.fsyncDir(this.#dir);
      if (file) await this.#prove(numbers);
      return composeGeneration(await this.#statement(numbers), salt);
    });
    if (file) await this.#checkFence(segments);
    if (file) await this.#dropRepairs();
    return { generation: generation + 1, segments, lostCommits: this.#lostCommits };
  }

  /** What was repaired is an ordinary commit of the new generation. */
  async #dropRepairs(): Promise<void> {
    const { repairs } = this.#reader.recovery;
    const { later } = this.#deps.disk;
    if (!repairs) return;
    const folder = repairFolder(this.#dir);
    for (const sequence of repairs.keys()) await later.unlink(`${folder}/${repairName(sequence)}`);
    if ((await later.readdir(folder)).length === 0) await later.rmdir(folder);
  }

  /** Lets go of what was begun, as far as the disk still does anything. */
  async abandon(): Promise<void> {
    try {
      await this.#writer?.abandon();
      await removeLeftovers(this.#deps.disk, this.#dir);
    } catch (error) {
      if (!errorCode(error).startsWith("E")) throw error; // the next compaction does it
    }
  }

  async #copy(writer: ReplicaWriter): Promise<void> {
    const { trim } = this.#options;
    const isKept = (sequence: number): boolean => !trim || sequence === 1 || sequence > trim.last;
    const entries = this.#reader.commits.filter(({ sequence }) => isKept(sequence));
    const { lastSequence } = this.#reader;
    const extras = (await this.#reader.extras()).filter(({ after }) => isKept(after) || after === lastSequence);
    let next = 1;
    const skipTo = async (sequence: number): Promise<void> => {
      if (sequence > next) await writer.skip(sequence - 1, await this.#hashOf(sequence - 1));
      next = sequence;
    };
    for await (const group of this.#reader.images(entries)) {
      for (const { entry, image } of group) {
        const { sequence } = entry;
        await this.#record(writer, extras, next - 1);
        const isBehindGap = sequence > next;
        await skipTo(sequence);
        await this.#record(writer, extras, sequence - 1);
        const before = { image, shapes: this.#shapesOf(entry, image) };
        const now = this.#options.restated?.(image, before.shapes) ?? before;
        const hash = isBehindGap ? await this.#hashOf(sequence) : nothing;
        this.#known.set(sequence, { imageHash: sha256(now.image), shapes: now.shapes });
        await writer.append(this.#deps.writable(now.image, now.shapes), hash);
        next = sequence + 1;
        if (next % 1_024 === 0) this.#deps.onProgress?.(this.#known.size, entries.length);
      }
    }
    await this.#record(writer, extras, next - 1);
    await skipTo(lastSequence + 1);
    await this.#record(writer, extras, lastSequence);
  }

  /** Writes the records that follow commits up to this one. */
  async #record(writer: ReplicaWriter, extras: ExtraFrame[], after: number): Promise<void> {
    while ((extras[0]?.after ?? Number.POSITIVE_INFINITY) <= after) {
      const extra = extras.shift()!;
      await writer.record(extra.kind, extra.payload);
      this.#extras.push(extra);
    }
  }

  #shapesOf(entry: CommitEntry, image: Uint8Array): readonly Uint8Array[] {
    const ids = new Set(decodeCommit(image).strips.map(({ shape }) => hex(shape)));
    const key = [...ids].join();
    const known = this.#shapes.get(key);
    if (known) return known;
    const shapes = [...ids].flatMap((id) => this.#reader.shapeBytes(entry, id) ?? this.#shapeElsewhere(id) ?? []);
    this.#shapes.set(key, shapes);
    return shapes;
  }

  /** Of a shape whose copies in the segment are damaged, another segment may have one. */
  #shapeElsewhere(id: string): Uint8Array | undefined {
    for (const bytes of this.#reader.shapes()) if (hex(bytes.subarray(1, 9)) === id) return bytes;
    return undefined;
  }

  async #hashOf(sequence: number): Promise<Uint8Array> {
    return unhex((await this.#reader.hashOf(sequence)) ?? "");
  }

  get #lostCommits(): number {
    return this.#reader.report.damage.reduce((sum, one) => sum + one.lastSequence - one.firstSequence + 1, 0);
  }

  async #prove(numbers: readonly number[]): Promise<void> {
    try {
      await this.#compare(numbers);
    } catch (error) {
      await this.#checkFence(numbers); // who took the tape over may have taken away what was to be read
      throw error;
    }
  }

  /** From the bytes on disk, before they count. */
  async #compare(numbers: readonly number[]): Promise<void> {
    const { lastSequence, commits } = this.#reader;
    const hash = this.#hash ? hex(this.#hash) : await this.#reader.hashOf(lastSequence);
    const { disk, differing } = this.#deps;
    const imageOf = async (sequence: number): Promise<Uint8Array | undefined> => {
      const entry = commits.find((one) => one.sequence === sequence);
      return entry && this.#reader.image(entry);
    };
    const { name } = this.#options;
    const expected = { name, known: this.#known, extras: this.#extras, lastSequence, hash, imageOf, differing };
    await compareSet(disk, this.#dir, new Set(numbers), expected);
  }

  async #statement(segments: readonly number[]): Promise<Generation> {
    const { lastSequence, compaction, recovery } = this.#reader;
    const { generation } = recovery;
    const { verb, trim } = this.#options;
    const trimmed = trim && { first: 2, last: trim.last, reason: "trimmed", quarantine: 0, unknown: nothing };
    const hash = await this.#hashOf(lastSequence);
    return {
      ...{
        generation: generation + 1,
        verb,
        firstSeq: 1,
        lastSeq: lastSequence,
        lastHash: this.#hash ?? hash,
        segments,
      },
      ...{ previous: generation, previousHash: hash, contentDigest: nothing, previousDigest: nothing },
      trimmed: trimmed ?? compaction?.trimmed,
      base: (trim ?? compaction)?.base ?? nothing,
      archive: (trim ?? compaction)?.archive ?? nothing,
      role: isReplica(recovery) ? ROLE.replica : ROLE.writer,
      unknown: nothing,
    };
  }

  /** Somebody else's segment, or one of ours that is gone: the tape was taken over. */
  async #checkFence(own: readonly number[]): Promise<void> {
    const numbers = segmentNumbers(await this.#deps.disk.later.readdir(this.#dir));
    const highest = numbers.at(-1) ?? 0;
    const isOurs = highest === own.at(-1) && own.every((number) => numbers.includes(number));
    if (!isOurs) throw fenced(this.#reader.tapeId, highest, undefined);
  }
}
