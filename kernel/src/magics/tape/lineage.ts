/** `%tape lineage` */
import { type LineageFormat, lineage as lineageOf, lineageText } from "tapelab";
import { workspace } from "../active.js";
import { pageOf } from "../help.js";
import type { Outcome } from "../outcome.js";
import type { Request } from "../values.js";

export async function lineage(request: Request): Promise<Outcome> {
  const [up, down] = [request.has("up"), request.has("down")];
  const value = await lineageOf(await workspace(), request.operand(0) ?? "", {
    direction: up === down ? "both" : up ? "up" : "down",
    depth: request.count("depth"),
  });
  const format = (request.text("format") ?? "tree") as LineageFormat;
  const text = lineageText(value, format);
  // A drawing where the front end draws Mermaid, JupyterLab does; else its text.
  if (format === "mermaid")
    return { value, shown: { data: { "text/plain": text, "text/vnd.mermaid": text }, metadata: {} } };
  return { value, shown: { data: pageOf(text.split("\n")), metadata: {} } };
}
