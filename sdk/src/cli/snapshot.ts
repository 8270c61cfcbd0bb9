/** `tapelab snapshot`: writes what state and read models come to beside a tape, so that opening them takes no time. */
import type { TakenSnapshot } from "../state/take-snapshot.js";
import { snapshotTape } from "../workspace/snapshot.js";
import { counted } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { findSession, nameOf, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function snapshot(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const [name] = given.positionals;
  const entries = name === undefined ? await ws.sessions() : [await findSession(ws, name)];
  let written = 0;
  for (const entry of entries) {
    output.progress(`reading ${nameOf(entry)}`);
    const taken = await snapshotTape(ws, entry.id);
    if (taken) written++;
    if (output.json) await output.value({ id: entry.id, label: entry.label, written: taken !== undefined, ...taken });
    else if (taken) await output.lines(textOf(nameOf(entry), taken));
    else if (name !== undefined)
      await output.lines(`Nothing is new on tape "${name}" since its last snapshot, or some of it cannot be read.`);
  }
  if (name === undefined && !output.json) await output.lines(`${counted(written, "snapshot")} written.`);
  return EXIT.clean;
}

function textOf(name: string, { sequence, stateHash, path }: TakenSnapshot): string {
  return `Snapshot of tape "${name}" at commit ${sequence}, state ${stateHash.slice(0, 12)}: ${path}`;
}
