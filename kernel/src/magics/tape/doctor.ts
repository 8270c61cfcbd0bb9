/** `%tape doctor` */
import type { Examined } from "tapelab";
import { sizeText } from "../../display/arrow-view.js";
import { workspace } from "../active.js";
import { joined, line, type Outcome, table } from "../outcome.js";
import type { Request } from "../values.js";

export async function doctor(request: Request): Promise<Outcome> {
  const ws = await workspace();
  const found = await ws.examine(request.operand(0), { level: request.has("full") ? "full" : "quick" });
  if (found.length === 0) return { value: found, shown: line("no session here yet") };
  const rows = found.map((one) => [
    one.session.label || one.session.id,
    one.session.state,
    one.commits,
    one.scopes,
    sizeText(one.sizeBytes),
    verdict(one),
  ]);
  const bad = found.filter(isBad);
  const sum = bad.length === 0 ? "nothing is lost" : `${bad.length} ${bad.length === 1 ? "tape" : "tapes"} damaged`;
  const checked = request.has("full") ? "checksums and every hash" : "headers, markers and checksums";
  const note = `checked ${checked} of ${found.length} ${found.length === 1 ? "tape" : "tapes"}: ${sum}`;
  const shown = table(["tape", "state", "commits#", "scopes#", "size", "verdict"], rows, { note });
  const told = found.flatMap(({ damage, problem }) => [
    ...damage.map(({ text }) => text),
    ...(problem ? [problem] : []),
  ]);
  return { value: found, shown: joined(shown, ...told.map((text) => line(text))) };
}

function isBad({ damage, problem }: Examined): boolean {
  return damage.length > 0 || problem !== undefined;
}

export function verdict({ damage, problem, tornBytes }: Examined): string {
  if (problem !== undefined) return "cannot be opened";
  const lost = damage.reduce((sum, { firstSequence, lastSequence }) => sum + lastSequence - firstSequence + 1, 0);
  if (lost > 0) return `${lost} ${lost === 1 ? "commit" : "commits"} lost`;
  if (damage.length > 0) return "damaged";
  return tornBytes > 0 ? "clean (last write interrupted)" : "clean";
}
