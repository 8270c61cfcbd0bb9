/** `%tape import` */
import { resolve } from "node:path";
import { type ImportResult, importArchive } from "tapelab";
import { counted } from "../../display/arrow-view.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { longWork } from "../long-work.js";
import type { Outcome } from "../outcome.js";
import type { Request } from "../values.js";
import { chosenDepth } from "./depth.js";
import { lines, span } from "./lines.js";

export async function importFrom(request: Request, { host }: MagicContext): Promise<Outcome> {
  const given = request.operand(0) ?? "";
  const options = { level: chosenDepth(request), salvage: request.has("salvage"), copy: request.has("copy") };
  const ws = await workspace();
  const value = await longWork(request, `import ${given}`, (report) =>
    importArchive(ws, resolve(host.folder, given), options, report),
  );
  const told = [
    ...value.damage.map(({ text }) => `left out or not proved: ${text}`),
    ...value.gaps.map(({ first, last }) => `${span(first, last)}: not in the archive, a gap of the tape`),
    ...value.notices,
  ];
  return { value, shown: lines(textOf(given, value), ...told) };
}

function textOf(given: string, result: ImportResult): string {
  const { tape, copiedFrom, commitsAdded, commitsKnown, lastSequence, blobsAdded } = result;
  const packed = blobsAdded > 0 ? ` and ${counted(blobsAdded, "blob")}` : "";
  if (commitsAdded === 0)
    return `0 commits added: tape ${tape} has all ${lastSequence} commits of ${given} already${packed}`;
  const what = `${counted(commitsAdded, "commit")}${packed}`;
  if (copiedFrom !== undefined) return `copied ${what} of tape ${copiedFrom} to the new tape ${tape}`;
  const known = commitsKnown > 0 ? `; ${counted(commitsKnown, "commit")} were there already` : "";
  return `imported ${what} of tape ${tape}${known}`;
}
