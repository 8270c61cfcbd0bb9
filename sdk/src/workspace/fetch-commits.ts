/** Fetches lost commits from a copy: proved by the tape itself, then put beside its segments, which stay as they are. */
import { commitLeaf } from "../archive/event-leaf.js";
import { type Disk, type Io, io, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { makeOwnFolder, publishOver, writeNew } from "../base/small-file.js";
import { chainNext } from "../tape/chain.js";
import { chainAt, statedProof } from "../tape/hashes.js";
import { openRepair, provedOf, type Repair, repairFolder, repairName, withRepairs } from "../tape/overlay.js";
import { type Recovery, recoverTape } from "../tape/recover.js";
import { chainName, encodeChain } from "../tape/repair-chain.js";
import { verifyProofs } from "../tape/verify.js";

/** Gives the event leaf of a commit, or nothing. */
export type LeafOf = (sequence: number) => Promise<Uint8Array | undefined>;

export interface Fetched {
  /** Sequences that are whole again. */
  readonly repaired: readonly number[];
  /** Why others are not: the copy has something else there. What it does not have is not told. */
  readonly refused: readonly { readonly sequence: number; readonly reason: string }[];
}

export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Looks for the lost commits in a range. Nothing is written before it is proved. */
export async function fetchCommits(
  { disk, ids }: { readonly disk: Disk; readonly ids: Ids },
  dir: string,
  within: Range,
  leafOf: LeafOf,
): Promise<Fetched> {
  const refused: { sequence: number; reason: string }[] = [];
  const repaired: number[] = [];
  let recovery = await recoverFully(disk, dir);
  for (const run of runsOf(recovery, within)) {
    const candidates = new Map<number, Repair>();
    for (let sequence = run.first; sequence <= run.last; sequence++) {
      const leaf = await leafOf(sequence);
      if (!leaf) continue;
      const candidate = openRepair(leaf, recovery.tapeId, sequence, `${repairFolder(dir)}/${repairName(sequence)}`);
      if (typeof candidate === "string") refused.push({ sequence, reason: candidate });
      else candidates.set(sequence, candidate);
    }
    const proved = await runLater(disk, provedOf(recovery, candidates));
    for (const sequence of candidates.keys())
      if (!proved.has(sequence)) refused.push({ sequence, reason: "it is not the commit that this tape lost" });
    if (proved.size === 0) continue;
    recovery = withRepairs(recovery, new Map([...(recovery.repairs ?? []), ...proved]));
    await runLater(disk, place(recovery, proved, hex(ids.random(8))));
    repaired.push(...proved.keys());
  }
  return { repaired, refused };
}

export async function recoverFully(disk: Disk, dir: string): Promise<Recovery> {
  const recovery = await runLater(disk, recoverTape(dir, { useFooters: false }));
  return runLater(disk, verifyProofs(recovery));
}

/** Losses that lie behind one another are proved together. */
function runsOf({ losses }: Recovery, within: Range): Range[] {
  const runs: { first: number; last: number }[] = [];
  for (const loss of losses) {
    const first = Math.max(loss.first, within.first);
    const last = Math.min(loss.last, within.last);
    const before = runs.at(-1);
    if (first > last) continue;
    if (before?.last === first - 1) before.last = last;
    else runs.push({ first, last });
  }
  return runs;
}

/** Neighbours of whose images no marker says the hash. */
function unstatedRuns(recovery: Recovery, proved: ReadonlyMap<number, Repair>): Repair[][] {
  const runs: Repair[][] = [];
  for (const repair of proved.values()) {
    if (statedProof(recovery, repair.sequence)?.imageHash) continue;
    const run = runs.at(-1);
    if (run?.at(-1)?.sequence === repair.sequence - 1) run.push(repair);
    else runs.push([repair]);
  }
  return runs.filter((run) => run.length > 1);
}

function* place(recovery: Recovery, proved: ReadonlyMap<number, Repair>, nonce: string): Io<void> {
  const folder = repairFolder(recovery.dir);
  yield* makeOwnFolder(folder);
  yield* io((ops) => ops.fsyncDir(recovery.dir));
  for (const run of unstatedRuns(recovery, proved))
    yield* publishOver(folder, chainName(run[0]!.sequence), encodeChain(run), nonce);
  let before: { readonly sequence: number; readonly hash: Uint8Array | undefined } | undefined;
  for (const [sequence, repair] of proved) {
    const { image, imageHash, shapes, extras } = repair;
    const previous: Uint8Array | undefined =
      before?.sequence === sequence - 1 ? before.hash : yield* chainAt(recovery, sequence - 1);
    const hash = previous && chainNext(previous, recovery.tapeId, sequence, image.length, imageHash);
    const content = { hash: hash ?? new Uint8Array(0), shapes: [...shapes.values()], image };
    const beside = `${folder}/.${sequence}.${nonce}.tmp`;
    yield* writeNew(beside, commitLeaf(recovery.tapeId, sequence, content, extras));
    yield* io((ops) => ops.rename(beside, `${folder}/${repairName(sequence)}`));
    before = { sequence, hash };
  }
  yield* io((ops) => ops.fsyncDir(folder));
}
