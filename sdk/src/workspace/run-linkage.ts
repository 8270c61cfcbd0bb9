/**
 * The run that this process executes, as its environment says: the first session of the process is the run's, under the
 * id that the launcher gave. Whatever it starts besides, and processes that it starts, stand alone.
 */
import { type Disk, runNow } from "../base/disk.js";
import { readSmall } from "../base/small-file.js";
import type { Linkage } from "../run/task.js";

const textMax = 16 << 20;

/** Id and linkage of the session about to be started; undefined where it belongs to no launch. */
export function runLinkage(
  disk: Disk,
  env: Readonly<Record<string, string | undefined>>,
  tapesDir: string,
): { readonly id: string; readonly linkage: Linkage } | undefined {
  const { TAPELAB_RUN: id = "", TAPELAB_LAUNCH: launch, TAPELAB_CONTEXT: file } = env;
  if (launch === undefined || file === undefined || !/^[0-9a-f]{32}$/.test(id)) return undefined;
  if (disk.now.stat(`${tapesDir}/${id}`)) return undefined;
  const context = runNow(disk, readSmall(file, textMax));
  const [attempt, index, tries] = [env.TAPELAB_ATTEMPT, env.TAPELAB_INDEX, env.TAPELAB_TRY].map(Number);
  if (!context || !Number.isInteger(attempt) || !Number.isInteger(index)) return undefined;
  return {
    id,
    linkage: {
      run_space_launch_id: launch,
      run_space_attempt: attempt ?? 1,
      run_space_index: index ?? 0,
      run_space_context: Buffer.from(context).toString("utf8"),
      ...(Number.isInteger(tries) && { run_space_try: tries }),
    },
  };
}
