/** `tapelab blame`: every operation on an entity, or one field of it, in their order, and which one counts. */
import { nodeDisk } from "../base/disk.js";
import { operationsIn } from "../state/known-state.js";
import { TapeReader } from "../tape/reader.js";
import { mayHaveOperations, type Operation, type OperationCommit, removedField } from "../value/operations.js";
import { localTime } from "./figures.js";
import { operationJson, operationText } from "./operations.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { nameOf, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

interface Line {
  readonly uid: string;
  readonly tape: string;
  readonly session: string;
  readonly commit: OperationCommit;
  readonly operation: Operation;
  readonly lamport: number;
}

export async function blame(given: Given, output: Output): Promise<ExitCode> {
  const [name = ""] = given.positionals;
  const ws = await workspaceOf(given);
  const lines: Line[] = [];
  for (const entry of await ws.sessions()) {
    output.progress(`reading ${nameOf(entry)}`);
    const reader = await TapeReader.open(nodeDisk, entry.dir, { name: nameOf(entry) });
    try {
      const entries = reader.commits.filter(({ kind }) => mayHaveOperations(kind));
      for await (const commit of operationsIn(reader, entries)) {
        const uid = `${entry.id}:c${commit.sequence}`;
        const facts = {
          uid,
          tape: entry.id,
          session: nameOf(entry),
          commit,
          lamport: commit.edit?.lamport ?? commit.sequence,
        };
        for (const operation of commit.operations) if (isMeant(name, operation)) lines.push({ ...facts, operation });
      }
    } finally {
      await reader.close();
    }
  }
  const order = lines.sort(
    (a, b) =>
      a.lamport - b.lamport || (a.tape < b.tape ? -1 : a.tape > b.tape ? 1 : a.commit.sequence - b.commit.sequence),
  );
  const winners = new Set(
    new Map(order.map((line) => [`${line.operation.entity}\0${line.operation.field}`, line])).values(),
  );
  if (output.json) await output.lines(...order.map((line) => JSON.stringify(json(line, winners.has(line)))));
  else if (order.length > 0)
    await output.table(
      ["", "field", "value", "by", "time", "commit"].map((title) => ({ title })),
      order.map((line) => row(line, winners.has(line))),
    );
  else output.note(`No operation names ${name}.`);
  return EXIT.clean;
}

/** ENTITY, or ENTITY.FIELD; both may have dots of their own. */
function isMeant(name: string, { entity, field }: Operation): boolean {
  return name === entity || name === `${entity}.${field}`;
}

function row({ operation, commit, session }: Line, isWinner: boolean): string[] {
  const field = operation.field === removedField ? "(removed)" : operation.field;
  return [
    isWinner ? "*" : "",
    field,
    operationText(operation),
    commit.edit?.actor ?? "",
    localTime(commit.wallMs),
    `${session} c${commit.sequence}`,
  ];
}

function json({ uid, session, commit, operation }: Line, isWinner: boolean): Record<string, unknown> {
  const { label, wallMs, edit } = commit;
  return {
    uid,
    session,
    label,
    actor: edit?.actor,
    lamport: edit?.lamport,
    time: new Date(wallMs).toISOString(),
    isWinner,
    ...operationJson(operation),
  };
}
