/** `%tape load` */
import { isTapelabError, type Scope, type Selection } from "tapelab";
import { tableView } from "../../display/arrow-view.js";
import { toBundle } from "../../display/bundle.js";
import { tableBundle } from "../../display/table.js";
import { workspace } from "../active.js";
import { isInCell, joined, line, type Outcome } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";

export async function load(request: Request): Promise<Outcome> {
  const selection = selectionOf(request);
  const ws = await workspace();
  if (request.has("all")) {
    const variable = request.text("var");
    const all = await ws.scopeTable({ ...selection, ...(variable !== undefined && { variables: [variable] }) });
    const text = `loaded ${all.numRows.toLocaleString("en-US")} ${all.numRows === 1 ? "scope" : "scopes"}`;
    return { value: all, shown: joined(line(text), tableBundle(tableView(all))) };
  }
  const scope = await ws.latestScope(selection);
  const value = await loadedValue(request, scope);
  return { value, shown: joined(line(`loaded ${originText(scope, request)}`), await toBundle(value)) };
}

function selectionOf(request: Request): Selection {
  const [label] = request.operands();
  const given = {
    commitLabel: label,
    srcFile: request.text("from"),
    session: request.text("session"),
    label: request.text("scope"),
  };
  const selection = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (Object.keys(selection).length > 0) return selection;
  const { start, command } = request.call;
  throw new UsageProblem(
    start,
    `${request.title} needs the label of a commit, --from, --session or --scope. ${command.outcome} Example: ${command.example}.`,
  );
}

async function loadedValue(request: Request, scope: Scope): Promise<unknown> {
  const variable = request.text("var");
  if (variable === undefined) return request.has("as-scope") ? scope : scope.table();
  try {
    return await scope.table(variable);
  } catch (error) {
    if (!isTapelabError(error, "bad-conversion")) throw error;
    return scope.value(variable); // no table: the value itself
  }
}

/** `prepare-output from 01-prepare.ipynb, cell 4, commit c3` */
function originText(scope: Scope, request: Request): string {
  const { commit, labels, srcFile, srcLine, sequence, session } = scope;
  const label = commit.label === "" ? labels.join(", ") : commit.label;
  const place = srcLine === undefined ? "" : `, ${isInCell(scope) ? "cell" : "line"} ${srcLine}`;
  const from = srcFile === undefined ? ` from session ${session.label}` : ` from ${srcFile}`;
  const variable = request.text("var");
  return `${label}${variable === undefined ? "" : `, ${variable},`}${from}${place}, commit c${sequence}`;
}
