/**
 * What a process knows of the tapes of a workspace, kept for the next one in `cache/runs`. It may be deleted at any
 * moment, and what does not check is not read.
 */
import { crc32 } from "../base/crc.js";
import { type Disk, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { publishOver, readIfSmall } from "../base/small-file.js";
import type { OperationCommit } from "../value/operations.js";
import type { KnownTape } from "./run-records.js";

export interface RunIndexDeps {
  readonly disk: Disk;
  readonly ids: Ids;
  /** The `.tapelab` folder. */
  readonly dir: string;
}

const name = "runs";
const bytesMax = 256 << 20;
/** Another version is not read. */
const heading = "tapelab runs 1";
const headSize = heading.length + 10;

type Files = readonly (readonly [string, string])[];

interface StoredEdit {
  readonly sequence: number;
  readonly lamport: number | undefined;
  /** Entity, field, and the bytes of the value as base64. */
  readonly operations: readonly (readonly [string, string, string | null])[];
}

/** As it is stored: runs of one code share the list of its files, named by its place. */
interface StoredTape extends Omit<KnownTape, "edits" | "isSettled" | "reader" | "base"> {
  readonly edits: readonly StoredEdit[];
  readonly files?: number;
}

interface Stored {
  readonly tapes: readonly StoredTape[];
  readonly files: readonly Files[];
}

/** Nothing when it is missing, of another version, or damaged. */
export async function readIndex({ disk, dir }: RunIndexDeps): Promise<KnownTape[]> {
  const bytes = await runLater(disk, readIfSmall(`${dir}/cache/${name}`, bytesMax));
  const body = bytes?.subarray(headSize);
  if (!bytes || !body || Buffer.from(bytes.subarray(0, headSize)).toString("latin1") !== headOf(body)) return [];
  const { tapes, files } = JSON.parse(Buffer.from(body).toString("utf8")) as Stored;
  return tapes.map(({ edits, files: code, ...tape }) => ({
    ...tape,
    told: tape.told && code !== undefined ? withFiles(tape.told, files[code]) : tape.told,
    edits: edits.map(editOf),
    isSettled: true,
  }));
}

export async function writeIndex({ disk, ids, dir }: RunIndexDeps, known: readonly KnownTape[]): Promise<void> {
  const places = new Map<string, number>();
  const files: Files[] = [];
  const tapes = known.map(({ tape, state, stamp, segment, told, edits, sequence }): StoredTape => {
    const { run_code_files: list, ...facts } = told?.facts ?? {};
    const text = list === undefined ? undefined : JSON.stringify(list);
    if (text !== undefined && !places.has(text)) places.set(text, files.push(list as Files) - 1);
    const kept = told && { ...told, facts };
    return {
      tape,
      state,
      stamp,
      segment,
      told: kept,
      edits: edits.map(storedEdit),
      sequence,
      files: places.get(text ?? ""),
    };
  });
  const body = Buffer.from(JSON.stringify({ tapes, files } satisfies Stored));
  const cache = `${dir}/cache`;
  await disk.later.mkdir(cache);
  await runLater(disk, publishOver(cache, name, Buffer.concat([Buffer.from(headOf(body)), body]), hex(ids.random(8))));
}

function headOf(body: Uint8Array): string {
  return `${heading} ${crc32(body).toString(16).padStart(8, "0")}\n`;
}

function withFiles(told: NonNullable<KnownTape["told"]>, files: Files | undefined): KnownTape["told"] {
  return { ...told, facts: { ...told.facts, run_code_files: files } };
}

function storedEdit({ sequence, edit, operations }: OperationCommit): StoredEdit {
  return {
    sequence,
    lamport: edit?.lamport,
    operations: operations.map(({ entity, field, value }) => [
      entity,
      field,
      value ? Buffer.from(value).toString("base64") : null,
    ]),
  };
}

function editOf({ sequence, lamport, operations }: StoredEdit): OperationCommit {
  return {
    sequence,
    kind: 0,
    label: "",
    wallMs: 0,
    operations: operations.map(([entity, field, value]) => ({
      entity,
      field,
      value: value === null ? undefined : new Uint8Array(Buffer.from(value, "base64")),
    })),
    edit: lamport === undefined ? undefined : { actor: "", lamport, seen: new Map() },
  };
}
