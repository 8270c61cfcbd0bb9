/** What a restore that was ended in the middle leaves beside its target. Its name says of what and whose it was. */
import { basename, dirname } from "node:path";
import { type Disk, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { isCode, namesIn } from "../base/small-file.js";
import { notReadable } from "./artifact-content.js";

export interface RestoreLeftover {
  readonly path: string;
  /** What was restored, by the beginning of its name. */
  readonly of: string;
  /** It is what lay at the target before, moved aside. */
  readonly isOld: boolean;
}

const form = /^\.(.+)\.(\d+)-[0-9a-f]{8}\.tmp(\.old)?$/s;

const nameOf = (place: string): string => basename(place).slice(0, 64);

/** Where a restore writes before it renames. */
export function restoringAt(place: string, ids: Ids): string {
  return `${dirname(place)}/.${nameOf(place)}.${ids.pid()}-${hex(ids.random(4))}.tmp`;
}

/** In a folder, and of processes of this machine that are gone; of one target when it is named. */
export async function restoreLeftovers(disk: Disk, folder: string, place?: string): Promise<RestoreLeftover[]> {
  const names = (await runLater(disk, namesIn(folder)).catch(notReadable)) ?? [];
  return names.flatMap((name) => {
    const [, of = "", pid, old] = form.exec(name) ?? [];
    if (pid === undefined || (place !== undefined && of !== nameOf(place)) || !isGone(Number(pid))) return [];
    return { path: `${folder}/${name}`, of, isOld: old !== undefined };
  });
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return isCode(error, "ESRCH");
  }
}
