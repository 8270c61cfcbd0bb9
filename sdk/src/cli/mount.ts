/** `tapelab mount`: names for folders, kept in the settings of the workspace. */
import { shown } from "../base/text.js";
import { addMount, listMounts, removeMount } from "../run/mount-settings.js";
import { mountNameRule } from "../run/mounts.js";
import { isMountName } from "../run/uri.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function mount(given: Given, output: Output): Promise<ExitCode> {
  const [action = "ls", name, path, ...more] = given.positionals;
  const wanted = { ls: 0, add: 2, rm: 1 }[action];
  if (wanted === undefined) throw new UsageError(`tapelab mount has ls, add and rm, and no ${action}.`);
  if ([name, path, ...more].filter((word) => word !== undefined).length !== wanted)
    throw new UsageError("Say tapelab mount ls, tapelab mount add NAME PATH, or tapelab mount rm NAME.");
  if (path !== undefined && !isMountName(name ?? ""))
    throw new UsageError(`NAME expects ${mountNameRule}, found ${shown(JSON.stringify(name), 80)}.`);
  const ws = await workspaceOf(given);
  if (name === undefined) {
    const found = listMounts(ws);
    if (output.json) for (const one of found) await output.value(one);
    else if (found.length === 0) output.note("No mounts here. Add one: tapelab mount add NAME PATH");
    else {
      const titles = ["name", "folder", "from", ""].map((title) => ({ title, align: "left" as const }));
      await output.table(
        titles,
        found.map((one) => [one.name, one.root, one.origin, one.isThere ? "" : "not there"]),
      );
    }
  } else if (path === undefined) removeMount(ws, name);
  else output.note(`${name}:// is ${addMount(ws, name, path)}`);
  return EXIT.clean;
}
