/**
 * The run that this process executes, as its environment says: the first session of the process is the run's, under the
 * id that the launcher gave. Whatever it starts besides, and processes that it starts, stand alone.
 */
import { type Disk, runNow } from "../base/disk.js";
import { readSmall } from "../base/small-file.js";
import type { RunFactsOf } from "../run/task.js";

const textMax = 16 << 20;

/** Id and facts of the session about to be started; undefined where it belongs to no launch. */
export function runLinkage(
  disk: Disk,
  env: Readonly<Record<string, string | undefined>>,
  tapesDir: string,
): { readonly id: string; readonly facts: RunFactsOf } | undefined {
  const { TAPELAB_RUN: id = "", TAPELAB_RUN_FACTS: factsFile, TAPELAB_CONTEXT: contextFile } = env;
  if (factsFile === undefined || contextFile === undefined || !/^[0-9a-f]{32}$/.test(id)) return undefined;
  if (disk.now.stat(`${tapesDir}/${id}`)) return undefined;
  const [context, facts] = [textIn(disk, contextFile), textIn(disk, factsFile)];
  if (context === undefined || facts === undefined) return undefined;
  return { id, facts: { ...(JSON.parse(facts) as RunFactsOf), run_space_context: context } };
}

function textIn(disk: Disk, path: string): string | undefined {
  const bytes = runNow(disk, readSmall(path, textMax));
  return bytes && Buffer.from(bytes).toString("utf8");
}
