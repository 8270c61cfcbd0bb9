/** Evidence of damaged blobs: the workspace has a quarantine of its own. The bytes are linked there, not copied. */
import { type Io, io, runLater } from "../base/disk.js";
import { hex, Sha256 } from "../base/sha256.js";
import { isCode, makeOwnFolder } from "../base/small-file.js";
import { readRange } from "../tape/bytes.js";
import { keepNote, type QuarantineDeps, readQuarantine } from "../tape/quarantine.js";
import { withFile } from "../tape/segment.js";
import type { DamagedBlob } from "./damaged-blobs.js";

const COMMITS_MAX = 100;
const PIECE_BYTES = 1 << 20;

/** Keeps what stands in the place of a blob, with a note that names the commits; once. */
export async function keepBlob(deps: QuarantineDeps, dir: string, blob: DamagedBlob): Promise<void> {
  const { disk } = deps;
  const { id, sha256, text, commits, state } = blob;
  const known = await runLater(disk, readQuarantine(dir));
  if (known.some((note) => note.id === id)) return;
  const lost = commits.slice(0, COMMITS_MAX).map(({ tape, sequence }) => ({ sequence, label: tape, scopes: 0 }));
  const place = { firstSequence: 0, lastSequence: 0, segment: 0, offset: 0 };
  const facts = { tape: sha256, reason: "bad-blob", code: "bad-blob", text, source: "disk", lost };
  const kept = await runLater(disk, linkForms(dir, sha256, id));
  const found = kept.size > 0 ? `sha256 ${kept.sha256}` : state;
  const evidence = { ...facts, ...place, expected: `sha256 ${sha256}`, found };
  await runLater(disk, keepNote(deps, dir, id, evidence, kept));
}

/** A link keeps the bytes although the store puts others under their name. Packed forms keep their ending. */
function* linkForms(dir: string, sha256: string, id: string): Io<{ size: number; sha256: string }> {
  const hash = new Sha256();
  let size = 0;
  const folder = `${dir}/blobs/${sha256.slice(0, 2)}`;
  const quarantine = `${dir}/quarantine`;
  yield* makeOwnFolder(quarantine);
  if ((yield* io((ops) => ops.stat(folder)))?.kind !== "directory") return { size, sha256: hex(hash.digest()) };
  for (const name of (yield* io((ops) => ops.readdir(folder))).sort()) {
    const form = name.slice(sha256.length);
    if (!name.startsWith(sha256) || !/^(\.[a-z]{1,4})?$/.test(form)) continue;
    const path = `${folder}/${name}`;
    const stat = yield* io((ops) => ops.stat(path));
    if (stat?.kind !== "file") continue;
    yield* link(path, `${quarantine}/${id}.bin${form}`);
    size += stat.size;
    yield* withFile(path, function* (file): Io<void> {
      for (let at = 0; at < stat.size; at += PIECE_BYTES) hash.update(yield* readRange(file, at, PIECE_BYTES));
    });
  }
  yield* io((ops) => ops.fsyncDir(quarantine));
  return { size, sha256: hex(hash.digest()) };
}

function* link(from: string, to: string): Io<void> {
  try {
    yield* io((ops) => ops.link(from, to));
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  }
}
