/**
 * The files of a workspace beside its tapes. What is derived (snapshots, remembered results, leases) is ignored and made
 * again when it is damaged, and told; what is not (who the workspace is, settings, evidence) is a loss.
 */
import { damagedLeaves } from "../archive/kept-leaves.js";
import { runLater } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { hex, sha256 } from "../base/sha256.js";
import { readIfSmall } from "../base/small-file.js";
import { isTapelabError } from "../errors.js";
import { CacheFolder } from "../record/cache-folder.js";
import { readSettingFile } from "../record/setting-layers.js";
import { listSnapshots, readSnapshot } from "../state/snapshot-files.js";
import { noteNames, readQuarantine } from "../tape/quarantine.js";
import type { Notice } from "../tape/types.js";
import { systemEnvironment } from "./environment.js";
import { damageOf } from "./restore-workspace-file.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

export interface FileFinding {
  readonly path: string;
  readonly text: string;
  /** False: nothing is lost, it is made again or was a copy. */
  readonly isLoss: boolean;
}

/** Reads every such file. `isDeep` also reads the blobs that no commit names. */
export async function examineFiles(workspace: Workspace, isDeep: boolean): Promise<FileFinding[]> {
  const { dir } = workspace;
  const { disk } = systemEnvironment();
  const found: FileFinding[] = [];
  const problem = damageOf({ disk }, dir);
  if (problem !== undefined) found.push({ path: `${dir}/workspace.json`, text: problem, isLoss: true });
  found.push(...settingsIn(dir), ...(await cacheIn(dir)), ...(await evidenceIn(dir)));
  const sessions = await workspace.sessions();
  for (const session of sessions) {
    found.push(...(await evidenceIn(session.dir)), ...(await keptIn(session)));
    const tell = ({ text }: Notice): unknown => found.push({ path: `${session.dir}/snapshots`, text, isLoss: false });
    for (const sequence of await listSnapshots(disk, session.dir))
      await readSnapshot(disk, session.dir, sequence, tell);
  }
  if (isDeep) found.push(...(await looseBlobs(workspace)));
  return found;
}

function settingsIn(dir: string): FileFinding[] {
  const path = `${dir}/settings.json`;
  try {
    readSettingFile(systemEnvironment().disk, path, "workspace");
    return [];
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return [{ path, text: error.message, isLoss: true }];
  }
}

/** A remembered result that cannot be read is computed again. */
async function cacheIn(dir: string): Promise<FileFinding[]> {
  const { disk, clock, ids } = systemEnvironment();
  const folder = `${dir}/cache`;
  if ((await disk.later.stat(folder))?.kind !== "directory") return [];
  const cache = new CacheFolder({ disk, clock, ids, dir: folder });
  const found: FileFinding[] = [];
  for (const name of await disk.later.readdir(folder)) {
    if (!/^[0-9a-f]{64}$/.test(name) || (await cache.find(name)) !== "damaged") continue;
    const text = `A remembered result is damaged and will be computed again: ${folder}/${name}`;
    found.push({ path: `${folder}/${name}`, text, isLoss: false });
  }
  return found;
}

/** What later versions said of commits, and came with an archive. */
async function keptIn(session: SessionEntry): Promise<FileFinding[]> {
  const { disk } = systemEnvironment();
  const name = session.label || session.id;
  return (await damagedLeaves(disk, session.dir)).map((sequence) => {
    const text = `What a later version recorded beside commit ${sequence} of tape "${name}" is damaged; the commit itself is whole. Fetch it again: tapelab recover ${name} --from ARCHIVE`;
    return { path: `${session.dir}/kept`, text, isLoss: true };
  });
}

/** Are the notes in quarantine readable, and the bytes what they say? */
async function evidenceIn(dir: string): Promise<FileFinding[]> {
  const { disk } = systemEnvironment();
  const folder = `${dir}/quarantine`;
  const notes = await runLater(disk, readQuarantine(dir));
  const readable = new Set(notes.map(({ file }) => file));
  const found: FileFinding[] = [];
  const tell = (name: string, what: string): void => {
    const path = `${folder}/${name}`;
    found.push({
      path,
      text: `${what} in quarantine is damaged; what it is evidence of is as before: ${path}`,
      isLoss: false,
    });
  };
  for (const file of await runLater(disk, noteNames(folder))) if (!readable.has(file)) tell(`${file}.json`, "A note");
  for (const { file, sha256: hash, reason, size } of notes) {
    if (reason === "bad-blob" || size === 0) continue;
    const bytes = await runLater(disk, readIfSmall(`${folder}/${file}.bin`, limits.segmentHardBytes));
    if (!bytes || hex(sha256(bytes)) !== hash) tell(`${file}.bin`, "A copy");
  }
  return found;
}

/** Blobs that a commit names are told with the commit. */
async function looseBlobs({ blobs, dir }: Workspace): Promise<FileFinding[]> {
  const found: FileFinding[] = [];
  for (const { sha256: name } of await blobs.list()) {
    if ((await blobs.verify(name)) !== "damaged") continue;
    const path = `${dir}/blobs/${name.slice(0, 2)}/${name}`;
    found.push({
      path,
      text: `The bytes of blob ${name.slice(0, 12)}… are not what their name says: ${path}`,
      isLoss: false,
    });
  }
  return found;
}
