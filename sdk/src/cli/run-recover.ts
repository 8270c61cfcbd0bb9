/** `tapelab run recover`: lost bytes brought back; what that takes is shown first. */
import { shown } from "../base/text.js";
import { type Outlook, type RecoverOptions, recover, recoveryOutlook } from "../run/index.js";
import { bytes, counted } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import type { TableColumn } from "./table.js";
import { shortId, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export async function runRecover(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const [of = ""] = given.positionals;
  const options = { from: given.texts("from"), ...(given.text("code") === "current" && { code: "current" as const }) };
  const outlook = await recoveryOutlook(ws, of, options);
  const isPlan = given.flag("plan");
  if (!output.json) await printOutlook(outlook, isPlan ? "would re-run" : "re-runs", output);
  else if (isPlan) await output.value(outlookValue(outlook));
  if (!isPlan)
    return carryOut(
      () =>
        stoppable((signal) =>
          recover(ws, of, { ...options, signal, printed: (line) => output.note(shown(line, 2_000)) }),
        ),
      output,
    );
  if (!output.json) await output.lines(outlook.refusal ?? "plan: nothing was executed.");
  return EXIT.clean;
}

async function carryOut(work: () => ReturnType<typeof recover>, output: Output): Promise<ExitCode> {
  const { runs, isWhole } = await work();
  for (const { run, session, regained, differing } of runs) {
    if (output.json) await output.value({ run, session, regained, differing, reproduced: differing.length === 0 });
    else {
      const lost = differing.length === 0 ? "" : `; came out differently: ${shown(differing.join(", "), 200)}`;
      const back = regained.length === 0 ? "nothing" : shown(regained.join(", "), 200);
      await output.lines(`run ${shortId(run)} executed again as ${shortId(session)}: ${back} is back${lost}`);
    }
  }
  if (output.json) await output.value({ isWhole });
  else if (isWhole) await output.lines("All that was asked for is here.");
  else
    output.error(
      "Not all that was asked for is here: what came out differently is kept as new artifacts, the old ones stay lost.",
    );
  return isWhole ? EXIT.clean : EXIT.failed;
}

async function stoppable<T>(work: (signal: RecoverOptions["signal"]) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const stopped = (): void => stop.abort();
  for (const signal of stopSignals) process.on(signal, stopped);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of stopSignals) process.off(signal, stopped);
  }
}

async function printOutlook({ steps, ancestors, found }: Outlook, verb: string, output: Output): Promise<void> {
  const programs = steps.map(({ run }) => shown(run.program, 60)).join(", ");
  const stuck = steps.filter(({ problem }) => problem !== undefined).length;
  const nothing = `${verb} nothing: ${stuck} of ${counted(steps.length, "run")} cannot be executed again`;
  await output.lines(
    stuck > 0 ? nothing : `${verb} ${steps.length} of ${counted(ancestors, "run")}${programs && `: ${programs}`}`,
  );
  if (steps.length > 0) {
    const columns = ["run", "program", "again", "why", "brings back", "size"].map((title): TableColumn => ({ title }));
    const rows = steps.map(({ run, problem, reason, regains, sizeBytes }) => [
      shortId(run.id),
      run.program,
      problem === undefined ? "yes" : "no",
      reason,
      regains.map(({ key }) => key).join(", "),
      bytes(sizeBytes),
    ]);
    await output.table(columns, rows);
  }
  for (const { artifact, at } of found) {
    const where = at === "blob" ? "in the blob store" : at === "path" ? "where it was" : `in ${shown(at.name, 300)}`;
    await output.lines(`${shown(artifact.key, 120)} (${artifact.sha256.slice(0, 12)}…) is ${where}`);
  }
}

function outlookValue({ wanted, steps, ancestors, found, refusal }: Outlook): unknown {
  return {
    wanted: wanted.map(({ id }) => id),
    ancestors,
    refusal,
    steps: steps.map(({ run, reason, regains, sizeBytes, problem }) => ({
      ...{ run: run.id, program: run.program, reason, size: sizeBytes, problem },
      regains: regains.map(({ key, sha256, size }) => ({ key, sha256, size })),
    })),
    found: found.map(({ artifact: { key, sha256 }, at }) => ({
      key,
      sha256,
      at: typeof at === "string" ? at : at.name,
    })),
  };
}
