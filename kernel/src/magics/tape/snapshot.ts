/** `%tape snapshot` */
import { snapshotTape, type TakenSnapshot } from "tapelab";
import { counted } from "../../display/arrow-view.js";
import { workspace } from "../active.js";
import { longWork } from "../long-work.js";
import { type Outcome, table } from "../outcome.js";
import type { Request } from "../values.js";
import { lines } from "./lines.js";

export async function snapshot(request: Request): Promise<Outcome> {
  const ws = await workspace();
  const name = request.operand(0);
  const entries = name === undefined ? await ws.sessions() : [await ws.resolve(name)];
  const taken: { readonly tape: string; readonly snapshot: TakenSnapshot }[] = [];
  await longWork(request, "snapshot", async (report) => {
    for (const [n, entry] of entries.entries()) {
      report(n, entries.length);
      const snapshot = await snapshotTape(ws, entry.id);
      if (snapshot !== undefined) taken.push({ tape: entry.label || entry.id, snapshot });
    }
  });
  const value = taken.map(({ snapshot }) => snapshot);
  if (value.length === 0) {
    const where = name === undefined ? "any tape" : `tape "${name}"`;
    return { value, shown: lines(`nothing is new on ${where} since its last snapshot, or some of it cannot be read`) };
  }
  const rows = taken.map(({ tape, snapshot }) => [tape, `c${snapshot.sequence}`, snapshot.stateHash.slice(0, 12)]);
  const note = `${counted(value.length, "snapshot")} written`;
  return { value, shown: table(["tape", "at commit", "state"], rows, { note }) };
}
