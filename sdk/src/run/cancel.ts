/**
 * Stopping a launch from another process: a note in the workspace that its launcher looks for. So it works for every
 * launcher (shell, script, notebook), also from another machine that shares the folder, and no process is signalled that
 * may be a stranger under an old number.
 */
import { type Disk, runNow } from "../base/disk.js";
import { isCode, writeNew } from "../base/small-file.js";
import { isStaged, removeStaged } from "./staging.js";

const lookMs = 300;

/** Asks the launcher of the attempt with this tape to stop. */
export function askToStop(disk: Disk, dir: string, tape: string): void {
  try {
    disk.now.mkdir(`${dir}/staging`);
    runNow(disk, writeNew(noteOf(dir, tape), Buffer.from("cancel\n")));
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error; // it was asked before
  }
}

/** Calls back when somebody asks the attempt with this tape to stop; until the returned function is called. */
export function onCancel(disk: Disk, dir: string, tape: string, stop: () => void): () => void {
  const note = noteOf(dir, tape);
  const timer = setInterval(() => {
    if (!isStaged(disk, note)) return;
    clearInterval(timer);
    stop();
  }, lookMs).unref();
  return () => {
    clearInterval(timer);
    removeStaged(disk, note);
  };
}

function noteOf(dir: string, tape: string): string {
  return `${dir}/staging/launch-${tape}.cancel`;
}
