/** `%tape verify` */
import { resolve } from "node:path";
import { archiveAt, type Verified, type VerifiedArchive, verifyArchive, verifyTapes } from "tapelab";
import { counted, sizeText } from "../../display/arrow-view.js";
import type { Shown } from "../../display/shown.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { longWork } from "../long-work.js";
import { joined, type Outcome, table } from "../outcome.js";
import type { Request } from "../values.js";
import { chosenDepth } from "./depth.js";
import { verdict } from "./doctor.js";
import { lines, span } from "./lines.js";

const tapeDepth = {
  quick: "headers, markers and checksums",
  full: "checksums and every hash",
  deep: "checksums, every hash, value and blob",
};
const archiveDepth = { quick: "names and sizes", full: "every byte and hash", deep: "every byte, hash and value" };

export async function verify(request: Request, { host }: MagicContext): Promise<Outcome> {
  const target = request.operand(0);
  const level = chosenDepth(request);
  const archive = target === undefined ? undefined : archiveAt(resolve(host.folder, target));
  if (archive !== undefined) {
    const found = await longWork(request, `verify ${target}`, (report) => verifyArchive(archive, { level }, report));
    return { value: found, shown: archiveLines(target ?? "", found) };
  }
  const ws = await workspace();
  const value = await longWork(request, "verify", (report) =>
    verifyTapes(ws, target, { level }, (_session, done, total) => report(done, total)),
  );
  return { value, shown: tapeTable(value, tapeDepth[level]) };
}

function archiveLines(name: string, found: VerifiedArchive): Shown {
  const { isClean, isConfirmed, tape, commits, blobs, damage, notices, checked } = found;
  const packed = blobs > 0 ? `, ${counted(blobs, "blob")}` : "";
  const said = isClean ? "nothing is damaged" : `damaged: ${counted(damage.length, "finding")}`;
  const all = `${counted(commits, "commit")} (${span(found.firstSequence, found.lastSequence)})${packed}`;
  const unfinished = isConfirmed ? [] : ["it has no marker that confirms it: it was not written to its end"];
  const told = [...damage.map(({ text }) => text), ...unfinished, ...notices];
  return lines(`${name}: ${said}. Tape ${tape}, ${all}; ${archiveDepth[checked]} looked at`, ...told);
}

function tapeTable({ tapes, files, isClean }: Verified, checked: string): Shown {
  if (tapes.length === 0) return lines("no session here yet");
  const rows = tapes.map((one) => {
    const { session, commits, scopes, sizeBytes, unreadable } = one;
    const said = unreadable.length > 0 ? `${counted(unreadable.length, "value")} unreadable` : verdict(one);
    return [session.label || session.id, session.state, commits, scopes, sizeText(sizeBytes), said];
  });
  const note = `checked ${checked} of ${counted(tapes.length, "tape")}: ${isClean ? "nothing is lost" : "there is damage"}`;
  const told = tapes.flatMap(({ damage, problem, unreadable }) => [
    ...damage.map(({ text }) => text),
    ...(problem === undefined ? [] : [problem]),
    ...unreadable,
  ]);
  const shown = table(["tape", "state", "commits#", "scopes#", "size", "verdict"], rows, { note });
  const more = [...told, ...files.map(({ text }) => text)];
  return more.length === 0 ? shown : joined(shown, lines(...more));
}
