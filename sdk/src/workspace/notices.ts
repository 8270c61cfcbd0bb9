/** What Tapelab has to say without failing: once, on one line, to the terminal or to whoever listens. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";

export type NoticeListener = (text: string) => void;

const listeners = new Set<NoticeListener>();

/** Says it to the listeners; without any, to the standard error stream. */
export function notify(text: string): void {
  const line = shown(text, 2_000);
  if (listeners.size === 0) process.stderr.write(`tapelab: ${line}\n`);
  for (const listener of [...listeners]) listener(line);
}

/** Hears the notices from now on, in place of the standard error stream; the returned function ends it. */
export function onNotice(listener: NoticeListener): () => void {
  if (typeof listener !== "function") {
    const text = `onNotice: expected a function, found a value of type ${typeof listener}. Nothing was changed.`;
    throw new TapelabError("bad-option", text, { option: "listener", expected: "a function", found: typeof listener });
  }
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
