/** `%tape doctor` and `%tape quarantine` */
import type { Examined, Quarantined } from "tapelab";
import { sizeText } from "../../display/arrow-view.js";
import { workspace } from "../active.js";
import { joined, line, type Outcome, table } from "../outcome.js";
import { UsageProblem } from "../problem.js";
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

function verdict({ damage, problem, tornBytes }: Examined): string {
  if (problem !== undefined) return "cannot be opened";
  const lost = damage.reduce((sum, { firstSequence, lastSequence }) => sum + lastSequence - firstSequence + 1, 0);
  if (lost > 0) return `${lost} ${lost === 1 ? "commit" : "commits"} lost`;
  if (damage.length > 0) return "damaged";
  return tornBytes > 0 ? "clean (last write interrupted)" : "clean";
}

export async function quarantine(request: Request): Promise<Outcome> {
  const ws = await workspace();
  const id = request.operand(0) ?? "list";
  const all = await ws.quarantine(request.text("tape"));
  const found = id === "list" ? all : all.filter((one) => one.id === id);
  if (id !== "list" && found.length === 0) throw unknownId(request, id, all);
  if (found.length === 0) return { value: found, shown: line("nothing is in quarantine") };
  const rows = found.map((one) => [
    one.id,
    one.code,
    one.session.label || one.session.id,
    sequences(one),
    sizeText(one.size),
    one.keptAt.replace("T", " ").slice(0, 19),
  ]);
  const shown = table(["id", "reason", "tape", "commits", "size", "kept (UTC)"], rows);
  const details = id === "list" ? [] : found.map((one) => line(`${one.text} Copy: ${one.path}`));
  return { value: found, shown: joined(shown, ...details) };
}

function sequences({ firstSequence, lastSequence }: Quarantined): string {
  return firstSequence === lastSequence ? `c${firstSequence}` : `c${firstSequence}-c${lastSequence}`;
}

function unknownId({ call }: Request, id: string, all: readonly Quarantined[]): UsageProblem {
  const known = all.map((one) => one.id).join(", ");
  const way = known === "" ? "Nothing is in quarantine." : `There are: ${known}.`;
  return new UsageProblem(
    call.operands[0]?.start ?? call.start,
    `Nothing in quarantine has the id ${JSON.stringify(id)}. ${call.command.outcome} ${way}`,
  );
}
