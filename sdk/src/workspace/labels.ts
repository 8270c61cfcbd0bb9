/** Labels of a session: the first is its name, the others are free tags. */
import { limits } from "../base/limits.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";

/** The labels, checked; the first one trimmed. */
export function sessionLabels(label: string, more: readonly string[] = []): readonly string[] {
  const first = typeof label === "string" ? label.trim() : label;
  if (first === "") throw badLabel("", "the first label names the session and must not be empty");
  if (!Array.isArray(more)) throw badLabel(String(more), "labels are a list of texts");
  const labels: readonly unknown[] = [first, ...more];
  if (labels.length > limits.labels)
    throw badLabel(String(first), `a session has at most ${limits.labels} labels, found ${labels.length}`);
  for (const one of labels) {
    if (typeof one !== "string") throw badLabel(String(one), `a label is a text, found ${typeof one}`);
    if (one.length > limits.labelChars) {
      throw badLabel(one, `a label has at most ${limits.labelChars} characters, found ${one.length}`);
    }
  }
  return labels as readonly string[];
}

function badLabel(label: string, reason: string): TapelabError<"bad-label"> {
  const text = `The label ${shown(JSON.stringify(label), 80)} cannot be used: ${reason}. No session was started. Correct the label.`;
  return new TapelabError("bad-label", text, { label, reason });
}
