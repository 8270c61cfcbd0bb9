/** `%tape param` */
import { previewValue } from "../../display/inspect-value.js";
import { workspace } from "../active.js";
import type { Outcome } from "../outcome.js";
import type { Request } from "../values.js";
import { lines } from "./lines.js";

export async function param(request: Request): Promise<Outcome> {
  const name = request.operand(0) ?? "";
  const value = request.typedOperand(1);
  const ws = await workspace();
  const written = await ws.edit(`param/${name}`, (e) => void e.set(`param/${name}`, "value", value));
  return { value: written, shown: lines(`param ${name} = ${previewValue(value, 60)}, commit ${written?.uid ?? ""}`) };
}
