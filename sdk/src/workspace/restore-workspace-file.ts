/** Makes a damaged `workspace.json` anew: from a copy of the workspace, else from what its tapes say. */
import { canonicalJson } from "../base/canonical-json.js";
import { runLater } from "../base/disk.js";
import { hex } from "../base/sha256.js";
import { namesIn, publishOver, readIfSmall } from "../base/small-file.js";
import { isTapelabError } from "../errors.js";
import { workspaceOf } from "../tape/glance.js";
import { keepBytes, type QuarantineDeps } from "../tape/quarantine.js";
import { encodeFacts, readWorkspaceFile, type WorkspaceFacts } from "./workspace-file.js";

const FILE_MAX = 1 << 20;

/** What was done, in words; undefined when the file is whole. What stood there goes to quarantine. */
export async function restoreWorkspaceFile(
  deps: QuarantineDeps,
  dir: string,
  copy: WorkspaceFacts | undefined,
): Promise<string | undefined> {
  const { disk, ids } = deps;
  const problem = damageOf(deps, dir);
  if (problem === undefined || isNewer(deps, dir)) return undefined;
  const id = await idFromTapes(deps, dir);
  const isCopy = copy !== undefined && (id === undefined || copy.id === id);
  if (id === undefined && !isCopy) return undefined;
  const root = dir.slice(0, dir.lastIndexOf("/"));
  const facts: WorkspaceFacts = isCopy
    ? copy
    : { id: id!, name: root.slice(root.lastIndexOf("/") + 1), kind: "PROJECT", archived: false };
  const found = await runLater(disk, readIfSmall(`${dir}/workspace.json`, FILE_MAX));
  const place = { firstSequence: 0, lastSequence: 0, segment: 0, offset: 0 };
  const said = {
    tape: "workspace.json",
    reason: "malformed",
    code: "malformed",
    text: problem,
    expected: "",
    found: "",
  };
  if (found && found.length > 0)
    await runLater(disk, keepBytes(deps, dir, { ...said, ...place, source: "disk", lost: [] }, found));
  await runLater(disk, publishOver(dir, "workspace.json", encodeFacts(facts), hex(ids.random(8))));
  const from = isCopy ? "from the copy" : "with the id that its tapes carry; give it its name back if it had another";
  return `workspace.json was damaged and was written anew ${from}: ${canonicalJson(facts)}`;
}

/** What a later version wrote is not ours to write anew. */
function isNewer({ disk }: QuarantineDeps, dir: string): boolean {
  try {
    readWorkspaceFile(disk, dir);
    return false;
  } catch (error) {
    return isTapelabError(error, "newer-format");
  }
}

/** What is wrong with the file; undefined when nothing is. */
export function damageOf({ disk }: Pick<QuarantineDeps, "disk">, dir: string): string | undefined {
  try {
    return readWorkspaceFile(disk, dir)
      ? undefined
      : `The file that names the workspace is missing: ${dir}/workspace.json`;
  } catch (error) {
    if (isTapelabError(error)) return error.message;
    throw error;
  }
}

/** The id that most tapes carry: copies of tapes of other workspaces may lie here too. */
async function idFromTapes({ disk }: QuarantineDeps, dir: string): Promise<string | undefined> {
  const counts = new Map<string, number>();
  for (const name of await runLater(disk, namesIn(`${dir}/tapes`))) {
    const id = /^[0-9a-f]{32}$/.test(name) ? await runLater(disk, workspaceOf(`${dir}/tapes/${name}`)) : undefined;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
