/** Last part of the demo: a copy of the tape is damaged on purpose, then examined, read and recovered. */
import { nodeDisk } from "../base/disk.js";
import { TapeReader } from "../tape/reader.js";
import { collect } from "../workspace/collect.js";
import { openWorkspace } from "../workspace/init.js";
import type { Workspace } from "../workspace/workspace.js";
import { copyFolder } from "./folders.js";
import { quarantine, type Recovered } from "./recover.js";
import { type Survey, survey } from "./tapes.js";

/** The commit in which one bit is turned over. */
export const FLIPPED = 42;

export interface DamageResult {
  readonly folder: string;
  /** Bytes cut off the end: the file stops in the middle of its last write. */
  readonly cutBytes: number;
  readonly survey: Survey;
  /** Scopes that are still read, in order. */
  readonly scopes: number;
  /** t and z around the hole, with NaN in it. */
  readonly around: { readonly t: number[]; readonly z: number[] };
  readonly recovered: Recovered;
}

export async function damageDemo(ws: Workspace, tapeId: string, folder: string): Promise<DamageResult> {
  const cutBytes = await damagedCopy(ws, tapeId, folder);
  const copy = await openWorkspace(folder);
  const entry = await copy.resolve(tapeId);
  const found = await survey(entry, { bytes: Number.POSITIVE_INFINITY });
  const tape = await copy.openTape(tapeId);
  const table = await tape.table({ label: "step", variables: ["t"] });
  const before = await columns(tape, FLIPPED - 2, FLIPPED - 1);
  const after = await columns(tape, FLIPPED + 1, FLIPPED + 2);
  await tape.close();
  const around = { t: [...before.t, Number.NaN, ...after.t], z: [...before.z, Number.NaN, ...after.z] };
  const recovered = await quarantine(entry);
  return { folder, cutBytes, survey: found, scopes: table.numRows, around, recovered };
}

/** Copies the workspace; one bit of one commit is turned over, and the file ends in the middle of its last write. */
async function damagedCopy(ws: Workspace, tapeId: string, folder: string): Promise<number> {
  const reader = await TapeReader.open(nodeDisk, `${ws.dir}/tapes/${tapeId}`);
  const flipped = reader.commits.find(({ sequence }) => sequence === FLIPPED)!;
  const last = reader.commits.at(-1)!;
  await reader.close();
  const segmentFile = (segment: number): string => `tapes/${tapeId}/seg-${String(segment).padStart(8, "0")}.tape`;
  const end = last.offset + Math.floor(last.size / 2);
  let cutBytes = 0;
  copyFolder(ws.dir, `${folder}/.tapelab`, (path, bytes) => {
    if (path.startsWith("tapes/") && !path.startsWith(`tapes/${tapeId}/`)) return undefined;
    if (path === segmentFile(flipped.segment)) bytes[flipped.offset + Math.floor(flipped.size / 2)]! ^= 0x10;
    if (path !== segmentFile(last.segment)) return bytes;
    cutBytes = bytes.length - end;
    return bytes.subarray(0, end);
  });
  return cutBytes;
}

async function columns(
  tape: Awaited<ReturnType<Workspace["openTape"]>>,
  from: number,
  to: number,
): Promise<{ t: number[]; z: number[] }> {
  const scopes = await collect(tape.scopes$({ label: "step", variables: ["t", "z"], sequence: { from, to } }));
  return { t: scopes.map(({ vars }) => vars.t as number), z: scopes.map(({ vars }) => vars.z as number) };
}
