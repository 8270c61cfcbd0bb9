/** `tapelab lineage`: what something was made from, and what was made from it. */
import { lineage } from "../workspace/lineage.js";
import { type LineageFormat, lineageText } from "../workspace/lineage-text.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function lineageVerb(given: Given, output: Output): Promise<ExitCode> {
  const [of] = given.positionals;
  if (of === undefined) throw new UsageError("KEY or UID is missing.");
  const [up, down] = [given.flag("up"), given.flag("down")];
  const found = await lineage(await workspaceOf(given), of, {
    direction: up === down ? "both" : up ? "up" : "down",
    depth: given.count("depth"),
  });
  const format = (given.text("format") ?? "tree") as LineageFormat;
  if (!output.json) await output.lines(lineageText(found, format));
  else await output.value({ ...found, nodes: found.nodes.map(nodeValue) });
  return EXIT.clean;
}

function nodeValue({
  kind,
  uid,
  resolved,
  label,
  time,
  run,
  artifact,
  session,
}: Awaited<ReturnType<typeof lineage>>["nodes"][number]): unknown {
  return {
    ...{ kind, uid, resolved, label, time, session: run?.id ?? session?.id },
    ...(run && { status: run.status, source: run.source, signature: run.signature }),
    ...(artifact && { artifact: artifact.kind, sha256: artifact.sha256, size: artifact.size, run: artifact.run }),
  };
}
