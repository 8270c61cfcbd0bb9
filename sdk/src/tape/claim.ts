/**
 * The claim: creating the next segment file is the fence that decides who may acknowledge.
 *
 * (1) create it exclusively, (2) fsync the directory, (3) recover the past, (4) refuse if a higher segment appeared,
 * (5) fsync the segment before, (6) write and fsync the header; only then data may follow.
 *
 * A new tape has no past, and nobody knows its id: its first segment is created and its header written, and all of it
 * becomes durable with the first data, before anything is acknowledged.
 */
import type { Clock } from "../base/clock.js";
import { type DiskFile, type Io, io } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { TapelabError } from "../errors.js";
import { appendWhole, errorCode } from "./bytes.js";
import { chainStart } from "./chain.js";
import { chainAt } from "./hashes.js";
import { encodeHeader, ROLE, segmentName, segmentNumbers } from "./layout.js";
import { type Recovery, recoverTape } from "./recover.js";

export interface ClaimDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  /** Called as soon as the segment file is ours, whatever fails behind it. */
  readonly onCreated?: (number: number) => void;
}

/** What the new segment continues. */
export interface Past {
  readonly previous: number;
  readonly previousLength: number;
  readonly baseSequence: number;
  /** H(baseSequence - 1), 32 bytes. */
  readonly previousHash: Uint8Array;
  readonly generation: number;
  readonly workspaceId: string;
}

export interface ClaimOptions {
  /** False: the segment before is not fsynced; only its durable part counts. */
  readonly trustPrevious?: boolean;
  /** Whole batches that stand directly behind the header. */
  readonly batches?: Uint8Array;
}

const nothing = new Uint8Array(0);

export interface Claimed {
  readonly number: number;
  readonly file: DiskFile;
  readonly past: Past;
}

export function pathOf(dir: string, number: number): string {
  return `${dir}/${segmentName(number)}`;
}

/**
 * Claims the first segment of a new tape. Nothing is durable yet, neither the header nor the `placesOf` the tape; where
 * an earlier attempt failed its number is above 1, and what that one left must not be taken for the tape.
 */
export function* claimFirst(
  dir: string,
  number: number,
  tapeId: string,
  workspaceId: string,
  deps: ClaimDeps,
): Io<Claimed> {
  yield* io((ops) => ops.mkdir(dir));
  const past = beginning(workspaceId, tapeId);
  if (number > 1) {
    for (const place of placesOf(dir)) yield* io((ops) => ops.fsyncDir(place));
    return yield* claim(dir, number, tapeId, deps, known(past));
  }
  const file = yield* createSegment(pathOf(dir, number), tapeId, number);
  deps.onCreated?.(number);
  try {
    yield* appendWhole(file, headerOf(number, tapeId, past, deps));
    return { number, file, past };
  } catch (error) {
    yield* io((ops) => ops.close(file));
    throw error;
  }
}

/** The folders that name a tape and its segments, in which a new tape has to become durable. */
export function placesOf(dir: string): string[] {
  return [dir, dir.slice(0, dir.lastIndexOf("/"))];
}

/** Claims the next segment of a tape that an earlier writer left: the past is recovered behind the fence. */
export function* claimAfterRecovery(
  dir: string,
  tapeId: string,
  deps: ClaimDeps,
): Io<Claimed & { readonly recovery: Recovery }> {
  const numbers = segmentNumbers(yield* io((ops) => ops.readdir(dir)));
  const number = (numbers.at(-1) ?? 0) + 1;
  // Whoever began the tape may have gone before it was durable.
  for (const place of placesOf(dir)) yield* io((ops) => ops.fsyncDir(place));
  let recovery: Recovery | undefined;
  const claimed = yield* claim(dir, number, tapeId, deps, function* () {
    recovery = yield* recoverTape(dir);
    return yield* pastOf(recovery, tapeId);
  });
  return { ...claimed, recovery: recovery! };
}

/**
 * Claims the next segment for a writer that knows its own past. An untrusted previous segment is never fsynced again.
 * What has to be written again goes out with the header, in one append: a process that dies never leaves a header that
 * says less of the past counts without the commits it replaces.
 */
export function* claimNext(
  dir: string,
  number: number,
  tapeId: string,
  deps: ClaimDeps,
  past: Past,
  options: ClaimOptions,
): Io<Claimed> {
  return yield* claim(dir, number, tapeId, deps, known(past), options);
}

function known(past: Past): () => Io<Past> {
  // biome-ignore lint/correctness/useYield: a past that is known needs no disk operation
  return function* () {
    return past;
  };
}

function beginning(workspaceId: string, tapeId: string): Past {
  const previousHash = chainStart(workspaceId, tapeId);
  return { previous: 0, previousLength: 0, baseSequence: 1, previousHash, generation: 1, workspaceId };
}

function* pastOf(recovery: Recovery, tapeId: string): Io<Past> {
  const last = recovery.segments.at(-1);
  if (!last) {
    return beginning(recovery.workspaceId, tapeId);
  }
  const hash = yield* chainAt(recovery, recovery.nextSequence - 1);
  if (!hash) {
    const sequence = recovery.nextSequence - 1;
    const text = `The hash of commit ${sequence} of tape ${tapeId} cannot be computed, because commits in front of it are damaged and nothing states it. Every other commit is readable; the tape cannot be written. Start a new session, or repair it from a copy: tapelab recover ${tapeId} --from PEER`;
    throw new TapelabError("corrupt-commit", text, {
      sequence,
      segment: last.segment.number,
      offset: last.content.end,
    });
  }
  return {
    previous: last.segment.number,
    previousLength: last.content.end,
    baseSequence: recovery.nextSequence,
    previousHash: hash,
    generation: recovery.generation,
    workspaceId: recovery.workspaceId,
  };
}

function* claim(
  dir: string,
  number: number,
  tapeId: string,
  deps: ClaimDeps,
  recoverPast: () => Io<Past>,
  { trustPrevious = true, batches = nothing }: ClaimOptions = {},
): Io<Claimed> {
  const path = pathOf(dir, number);
  const file = yield* createSegment(path, tapeId, number);
  deps.onCreated?.(number);
  try {
    yield* io((ops) => ops.fsyncDir(dir));
    const past = yield* recoverPast();
    const highest = segmentNumbers(yield* io((ops) => ops.readdir(dir))).at(-1) ?? 0;
    if (highest > number) throw fenced(tapeId, highest, undefined);
    if (past.previous > 0 && trustPrevious) yield* io((ops) => ops.fsyncPath(pathOf(dir, past.previous)));
    const header = headerOf(number, tapeId, past, deps);
    yield* appendWhole(file, batches.length > 0 ? Buffer.concat([header, batches]) : header);
    yield* io((ops) => ops.sync(file));
    return { number, file, past };
  } catch (error) {
    yield* io((ops) => ops.close(file));
    throw error;
  }
}

function headerOf(number: number, tapeId: string, past: Past, { clock, ids }: ClaimDeps): Uint8Array {
  return encodeHeader({
    segment: number,
    previous: past.previous,
    generation: past.generation,
    previousLength: past.previousLength,
    baseSequence: past.baseSequence,
    role: ROLE.writer,
    tapeId,
    workspaceId: past.workspaceId,
    previousHash: Buffer.from(past.previousHash).toString("hex"),
    createdMs: clock.now(),
    nonce: ids.random(16),
  });
}

function* createSegment(path: string, tapeId: string, number: number): Io<DiskFile> {
  try {
    return yield* io((ops) => ops.createExcl(path));
  } catch (error) {
    if (errorCode(error) === "EEXIST") throw fenced(tapeId, number, undefined);
    throw error;
  }
}

export function fenced(tape: string, segment: number, hash: string | undefined): TapelabError {
  const look = hash
    ? ` Your last commit was not confirmed; look for it with \`tapelab log ${tape} --hash ${hash.slice(0, 12)}\`.`
    : "";
  const text = `Another writer took over tape ${tape} (segment ${segment}).${look} What is queued is still in memory: \`session.exportQueue(file)\`.`;
  return new TapelabError("fenced", text, { tape, segment, hash });
}
