/** `tapelab blob`: lists blobs, brings them back, pins them, and folds their names from the tapes again. */
import { shown } from "../base/text.js";
import { fetchBlob, listBlobs, pinBlob, reindexBlobs } from "../workspace/blobs.js";
import type { Workspace } from "../workspace/workspace.js";
import { bytes, counted } from "./figures.js";
import { didYouMean, type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

const actions: Readonly<Record<string, (ws: Workspace, given: Given, output: Output) => Promise<void>>> = {
  ls: list,
  fetch,
  pin,
  reindex,
};

export async function blob(given: Given, output: Output): Promise<ExitCode> {
  const [action = "ls", ...rest] = given.positionals;
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!run) {
    const known = Object.keys(actions);
    throw new UsageError(`blob ${shown(JSON.stringify(action), 60)} is not known.${didYouMean(action, known)}`);
  }
  const most = { fetch: 1, pin: 2 }[action] ?? 0;
  if (rest.length > most) throw new UsageError(`Unexpected argument ${JSON.stringify(rest[most])}.`);
  if (rest.length < most) throw new UsageError(`${rest.length === 0 ? "HASH" : "REASON"} is missing.`);
  if (given.text("from") !== undefined && action !== "fetch") throw new UsageError("--from belongs to blob fetch.");
  await run(await workspaceOf(given), given, output);
  return EXIT.clean;
}

async function list(ws: Workspace, _given: Given, output: Output): Promise<void> {
  const blobs = await listBlobs(ws);
  if (output.json) {
    for (const one of blobs) await output.value(one);
    return;
  }
  const rows = blobs.map((one) => [
    one.sha256,
    bytes(one.sizeBytes),
    bytes(one.storedBytes),
    one.name,
    one.media,
    one.pin,
  ]);
  if (blobs.length > 0)
    await output.table(
      ["blob", "size", "on disk", "name", "type", "pinned"].map((title) => ({ title })),
      rows,
    );
  const size = blobs.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  await output.lines(`${counted(blobs.length, "blob")}, ${bytes(size)} on disk.`);
  if (blobs.some(({ name }) => name === undefined))
    output.note("Names come from the tapes: tapelab blob reindex looks for them. What it does not find is an orphan.");
}

async function fetch(ws: Workspace, given: Given, output: Output): Promise<void> {
  const sha256 = await hashOf(ws, given.positionals[1] ?? "");
  const isNew = await fetchBlob(ws, sha256, given.text("from"));
  if (output.json) await output.value({ sha256, isNew });
  else await output.lines(`Blob ${sha256} ${isNew ? "is back" : "was here already"}.`);
}

async function pin(ws: Workspace, given: Given, output: Output): Promise<void> {
  const [, hash = "", reason = ""] = given.positionals;
  const sha256 = await hashOf(ws, hash);
  await pinBlob(ws, sha256, reason);
  if (output.json) await output.value({ sha256, reason });
  else await output.lines(`Blob ${sha256} is pinned: no collection takes it.`);
}

async function reindex(ws: Workspace, _given: Given, output: Output): Promise<void> {
  const result = await reindexBlobs(ws, (done, total) => output.progress(`tape ${done + 1} of ${total}`));
  if (output.json) await output.value(result);
  else
    await output.lines(
      `The tapes name ${counted(result.scanned, "blob")}: ${result.added} added to the index, ${result.skipped} known before.`,
    );
}

/** The beginning of the hash of one blob in the workspace is enough. */
async function hashOf(ws: Workspace, given: string): Promise<string> {
  const start = given.replace(/…$/, "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(start)) return start;
  if (!/^[0-9a-f]{6,63}$/.test(start))
    throw new UsageError(`HASH has 6 to 64 hex digits, found ${JSON.stringify(given)}.`);
  const found = (await ws.blobs.known()).filter((name) => name.startsWith(start));
  if (found.length === 1) return found[0]!;
  const problem = found.length === 0 ? "No blob is known" : `${found.length} blobs are known`;
  throw new UsageError(`${problem} whose hash begins with ${start}.`);
}
