/** `tapelab run explain`: why a run was executed, or what answered it. */
import { explain } from "../run/index.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function runExplain(given: Given, output: Output): Promise<ExitCode> {
  const [subject = ""] = given.positionals;
  const { run, miss, lines } = await explain(await workspaceOf(given), subject);
  if (output.json) await output.value({ run: run.id, source: run.source, miss });
  else await output.lines(...lines);
  return EXIT.clean;
}
