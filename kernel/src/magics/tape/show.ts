/** `%tape show` */
import type { Commit, Scope, Selection, Tape } from "tapelab";
import { localTime, near } from "tapelab/host";
import { tableView } from "../../display/arrow-view.js";
import { toBundle } from "../../display/bundle.js";
import { findPlots } from "../../display/plots.js";
import { tableBundle } from "../../display/table.js";
import type { MagicContext } from "../context.js";
import type { Outcome } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";
import { openTape } from "./tape-of.js";

export async function show(request: Request, _context: MagicContext): Promise<Outcome> {
  const wanted = request.operand(0) ?? "";
  const plots = /^[0-9a-f-]{8,36}$/.test(wanted) ? findPlots(wanted) : [];
  if (plots.length === 1) return { value: plots[0]!.show() };
  // `<tape id>:c<sequence>` and `<tape id>:c<sequence>:s<n>`
  const [, id, sequence, n] = /^([0-9a-f]{32}):c(\d{1,15})(?::s(\d{1,9}))?$/.exec(wanted) ?? [];
  const tape = await openTape(request, id);
  try {
    const commit = await findCommit(request, tape, sequence ?? wanted);
    const scopes = await commit.scopes();
    const number = n === undefined ? request.count("scope") : Number(n);
    if (number !== undefined) {
      const scope =
        scopes[number - 1] ?? fail(request, `Commit c${commit.sequence} has ${scopes.length} scopes; found ${number}.`);
      return { value: [scope], shown: await toBundle(scope) };
    }
    return { value: scopes, shown: await commitTable(request, tape, commit, scopes) };
  } finally {
    await tape.close();
  }
}

async function commitTable(request: Request, tape: Tape, commit: Commit, scopes: readonly Scope[]) {
  const { sequence, label, time } = commit;
  const names = request.list("var");
  const known = new Set(scopes.flatMap((scope) => scope.names));
  const wrong = names.find((name) => !known.has(name));
  if (wrong !== undefined) {
    const [meant] = near(wrong, known);
    fail(
      request,
      `Commit c${sequence} has no variable "${wrong}".`,
      meant === undefined ? "" : `Did you mean "${meant}"?`,
    );
  }
  const selection: Selection = {
    sequence: { from: sequence, to: sequence },
    ...(names.length > 0 && { variables: names }),
  };
  const title = `commit c${sequence}${label === "" ? "" : ` "${label}"`}, ${localTime(time)}`;
  return tableBundle({ ...tableView(await tape.table(selection)), title });
}

/** The commit with this number, or the newest with this label. */
async function findCommit(request: Request, tape: Tape, wanted: string): Promise<Commit> {
  const number = /^c?(\d{1,15})$/.exec(wanted)?.[1];
  const labels = new Set<string>();
  let found: Commit | undefined;
  await tape.commits$().forEach((commit) => {
    labels.add(commit.label);
    if (commit.label === wanted || (number !== undefined && commit.sequence === Number(number))) found = commit;
  });
  if (found !== undefined) return found;
  const close = near(wanted, labels);
  const some = close.length > 0 ? close : [...labels].filter((label) => label !== "").slice(-5);
  const way =
    some.length === 0
      ? "It has no commit with a label yet."
      : `${close.length > 0 ? "Nearest labels" : "Labels here"}: ${some.join(", ")}.`;
  return fail(request, `The tape of session "${tape.session.label}" has no commit ${JSON.stringify(wanted)}.`, way);
}

function fail({ call }: Request, what: string, way = ""): never {
  throw new UsageProblem(call.operands[0]?.start ?? call.start, `${what} ${call.command.outcome} ${way}`.trim());
}
