/** `tapelab doctor`: examines tapes and names every loss. A pure read: nothing heals, truncates or takes over. */
import { nodeDisk } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { isTapelabError } from "../errors.js";
import { examine } from "../tape/examine.js";
import type { LeaseState } from "../tape/lease.js";
import { deepCheck } from "../workspace/deep-check.js";
import { examineFiles } from "../workspace/examine-files.js";
import { examineRuns, type RunProblem } from "../workspace/examine-runs.js";
import type { SessionEntry } from "../workspace/session-list.js";
import type { Workspace } from "../workspace/workspace.js";
import { chosenDepth, type Depth } from "./depth.js";
import { bytes, counted } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { readTail, tailLines } from "./tail.js";
import {
  damageText,
  findSession,
  isDamaged,
  nameOf,
  orProblem,
  type Survey,
  shortId,
  surveyOf,
  workspaceOf,
} from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

interface Finding {
  readonly survey: Survey;
  readonly lease: LeaseState;
  /** What is wrong with values and blobs; only looked for with --deep. */
  readonly deep: readonly string[];
}

export async function doctor(given: Given, output: Output): Promise<ExitCode> {
  const code = await examineTapes(given, output, chosenDepth(given, "quick"));
  if (given.positionals.length === 0) await tellRuns(output, await examineRuns(await workspaceOf(given)));
  return code;
}

/** Looks at the tape that is named, or at all of them. */
export async function examineTapes(given: Given, output: Output, depth: Depth): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const [name] = given.positionals;
  const entries = name === undefined ? await ws.sessions() : [await findSession(ws, name)];
  const findings: Finding[] = [];
  for (const entry of entries) {
    const which = `examining ${nameOf(entry)} (${findings.length + 1} of ${entries.length})`;
    const finding = await look(ws, entry, depth, (done, total) =>
      output.progress(`${which}: ${done} of ${total} commits`),
    );
    findings.push(finding);
    if (output.json) await output.value(findingJson(finding, depth));
  }
  if (!output.json) await print(output, findings, depth);
  const files = name === undefined && depth !== "quick" ? await examineFiles(ws, depth === "deep") : [];
  if (output.json && files.length > 0) await output.value({ files });
  for (const { text, isLoss } of output.json ? [] : files) isLoss ? output.error(text) : output.note(text);
  if (given.flag("tail")) for (const entry of entries) await printTail(output, entry);
  return findings.some(isBad) || files.some(({ isLoss }) => isLoss) ? EXIT.damaged : EXIT.clean;
}

const problemsShown = 20;

/** Not a loss: nothing that was recorded is missing. */
async function tellRuns(output: Output, problems: readonly RunProblem[]): Promise<void> {
  if (output.json && problems.length > 0) await output.value({ runs: problems });
  if (output.json) return;
  for (const { text } of problems.slice(0, problemsShown)) output.note(text);
  if (problems.length > problemsShown)
    output.note(`and ${problems.length - problemsShown} more about runs: tapelab doctor --json`);
}

async function look(
  ws: Workspace,
  entry: SessionEntry,
  depth: Depth,
  onProgress: (done: number, total: number) => void,
): Promise<Finding> {
  let lease: LeaseState = { state: "free", lease: undefined };
  const found = await orProblem(entry, async () => {
    const level = depth === "quick" ? "quick" : "full";
    const examined = await examine(nodeDisk, entry.dir, systemIds, { level, name: nameOf(entry), onProgress });
    lease = examined.lease;
    return surveyOf(entry, examined);
  });
  const deep = depth === "deep" && found.problem === undefined ? await deepCheck(ws, entry) : [];
  return { survey: found, lease, deep };
}

function isBad({ survey: found, deep }: Finding): boolean {
  return isDamaged(found) || deep.length > 0;
}

async function print(output: Output, findings: readonly Finding[], depth: Depth): Promise<void> {
  if (findings.length === 0) return output.note("No session here yet.");
  const rows = findings.map((finding) => {
    const { entry, commits, scopes, sizeBytes } = finding.survey;
    return [nameOf(entry), shortId(entry.id), entry.state, commits, scopes, bytes(sizeBytes), verdict(finding)];
  });
  const titles = ["tape", "id", "state", "commits", "scopes", "size", "verdict"];
  await output.table(
    titles.map((title) => (title === "size" ? { title, align: "right" } : { title })),
    rows,
  );
  for (const finding of findings) {
    const told = remarks(finding);
    if (told.length > 0) await output.lines("", ...told);
  }
  const checked = {
    quick: "headers, markers and checksums",
    full: "checksums and every hash",
    deep: "checksums, every hash, value and blob",
  };
  const bad = findings.filter(isBad).length;
  const sum = bad === 0 ? "nothing is lost" : `${counted(bad, "tape")} damaged`;
  output.note(`\nChecked ${checked[depth]} of ${counted(findings.length, "tape")}: ${sum}.`);
}

function verdict(finding: Finding): string {
  const { survey: found, deep } = finding;
  if (isDamaged(found)) return damageText(found);
  if (deep.length > 0) return `${counted(deep.length, "value")} unreadable`;
  return found.report.tornBytes > 0 ? "clean (last write interrupted)" : "clean";
}

function remarks({ survey: found, lease, deep }: Finding): string[] {
  const { entry, report, problem, commits } = found;
  const told: string[] = [];
  if (problem !== undefined) told.push(problem);
  if (entry.reason !== undefined && problem === undefined) told.push(`Session ${entry.id}: ${entry.reason}.`);
  told.push(...report.damage.map(({ text }) => text), ...deep, ...report.notices.map(({ text }) => text));
  if (entry.state === "empty" && problem === undefined) {
    told.push(
      `Session ${entry.id} was never begun: its start was cut off. Nothing that was confirmed is missing; the folder can go: ${entry.dir}`,
    );
  }
  const writer = leaseText(nameOf(entry), lease);
  if (writer !== undefined) told.push(writer);
  else if (entry.state === "unclosed" && problem === undefined) {
    told.push(
      `Session "${nameOf(entry)}" was left without an end (its process stopped); its ${counted(commits, "commit")} ${commits === 1 ? "is" : "are"} complete.`,
    );
  }
  return told;
}

function leaseText(name: string, { state, lease }: LeaseState): string | undefined {
  const holder =
    lease === undefined ? "an unknown holder" : `pid ${lease.pid} on host ${lease.host} since ${lease.openedAt}`;
  if (state === "held" || state === "mine") return `Tape "${name}" is open for writing by ${holder}.`;
  if (state === "unknown")
    return `The lease of tape "${name}" cannot be read; it counts as open for writing. \`tapelab recover ${name} --take-over\` takes it over.`;
  return undefined;
}

async function printTail(output: Output, entry: SessionEntry): Promise<void> {
  try {
    const tail = await readTail(entry.dir);
    if (output.json)
      await output.value({ tail: tail && { ...tail, bytes: Buffer.from(tail.bytes).toString("hex") }, id: entry.id });
    else await output.lines("", ...tailLines(nameOf(entry), tail));
  } catch (error) {
    if (!isTapelabError(error)) throw error; // told by the survey
  }
}

function findingJson({ survey: found, lease, deep }: Finding, depth: Depth): Record<string, unknown> {
  const { entry, commits, scopes, sizeBytes, report, problem } = found;
  return {
    id: entry.id,
    label: entry.label,
    state: entry.state,
    checked: depth,
    isClean: !isBad({ survey: found, lease, deep }),
    commits,
    scopes,
    sizeBytes,
    tornBytes: report.tornBytes,
    damage: report.damage,
    notices: report.notices,
    deep,
    problem: problem ?? entry.reason,
    lease: lease.state,
    holder: lease.lease && { pid: lease.lease.pid, host: lease.lease.host, openedAt: lease.lease.openedAt },
  };
}
