/** `tapelab show`: one commit, whole: facts, operations, scopes, metadata. */
import { nodeDisk } from "../base/disk.js";
import { TapelabError } from "../errors.js";
import { TapeReader } from "../tape/reader.js";
import { readOperations } from "../value/operations.js";
import { collect } from "../workspace/collect.js";
import { parseUid } from "../workspace/resume-point.js";
import { counted, localTime, bytes as sized } from "./figures.js";
import { operationJson, operationText } from "./operations.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { jsonPrinter, tablePrinter } from "./scope-printer.js";
import { findSession, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function show(given: Given, output: Output): Promise<ExitCode> {
  const [uid = ""] = given.positionals;
  const place = parseUid(uid);
  if (place === undefined) throw new UsageError("UID is TAPE:cSEQUENCE, as `tapelab log --json` prints it.");
  const { sequence } = place;
  const ws = await workspaceOf(given);
  const entry = await findSession(ws, place.tape);
  const tape = await ws.openTape(entry.id);
  const reader = await TapeReader.open(nodeDisk, entry.dir, { name: entry.label });
  try {
    const found = reader.commits.find((one) => one.sequence === sequence);
    const [commit] = await collect(tape.commits$({ sequence: { from: sequence, to: sequence }, system: true }));
    if (found === undefined || commit === undefined) throw noSuchCommit(uid, reader.lastSequence);
    const { operations, edit } = readOperations(sequence, await reader.image(found));
    const meta = await commit.meta();
    const scopes = await commit.scopes();
    const hash = await commit.hash();
    const { kind, label, time, sizeBytes } = commit;
    const seen = edit && Object.fromEntries(edit.seen);
    if (output.json) {
      const facts = {
        uid: commit.uid,
        session: entry.label,
        kind,
        label,
        time: new Date(time).toISOString(),
        sizeBytes,
      };
      await output.value({
        ...facts,
        hash,
        actor: edit?.actor,
        lamport: edit?.lamport,
        seen,
        meta,
        scopes: scopes.length,
        operations: operations.map(operationJson),
      });
      if (scopes.length > 0) await jsonPrinter(output, undefined).print(scopes);
      return EXIT.clean;
    }
    await output.facts([
      ["commit", `${commit.uid}${label === "" ? "" : ` "${label}"`}`],
      ["session", entry.labels.join(" ")],
      ["kind", kind],
      ["time", localTime(time)],
      ["by", edit?.actor],
      ["seen", edit && edit.seen.size > 0 ? [...edit.seen].map(([id, at]) => `${id}:c${at}`).join(" ") : undefined],
      ["holds", `${counted(scopes.length, "scope")}, ${counted(operations.length, "operation")}, ${sized(sizeBytes)}`],
      ["hash", hash],
      ["meta", Object.keys(meta).length > 0 ? JSON.stringify(meta) : undefined],
    ]);
    if (operations.length > 0) {
      await output.lines("");
      await output.table(
        ["entity", "field", "value"].map((title) => ({ title })),
        operations.map((one) => [one.entity, one.field, operationText(one)]),
      );
    }
    if (scopes.length > 0) {
      await output.lines("");
      await tablePrinter(output, undefined).print(scopes);
    }
    return EXIT.clean;
  } finally {
    await reader.close();
    await tape.close();
  }
}

function noSuchCommit(uid: string, last: number): TapelabError {
  return new TapelabError(
    "bad-option",
    `There is no readable commit ${uid}; the last one of that tape is ${last}. Nothing was shown. \`tapelab log\` lists commits, \`tapelab doctor\` damage.`,
    { option: "UID", expected: `a commit up to ${last}`, found: uid },
  );
}
