/** What the kernel publishes, put together as a notebook keeps it: one list of outputs for each cell. */
import type { Bundle } from "../link.js";
import type { WireMessage } from "../wire/frames.js";
import { textLines } from "./notebook.js";

export type Output =
  | { readonly kind: "stream"; readonly name: string; text: string }
  | { readonly kind: "data"; content: Bundle; readonly displayId: string | undefined; readonly count?: number }
  | { readonly kind: "error"; readonly content: Bundle };

/** The outputs of one cell, in order. */
export class CellOutputs {
  readonly items: Output[] = [];
  #clearsNext = false;

  take(message: WireMessage): Output | undefined {
    const output = outputOf(message);
    if (message.header.msg_type === "clear_output") this.#clear(message.content.wait === true);
    if (!output) return undefined;
    if (this.#clearsNext) this.#clear(false);
    const last = this.items.at(-1);
    if (output.kind === "stream" && last?.kind === "stream" && last.name === output.name) last.text += output.text;
    else this.items.push(output);
    return output;
  }

  /** Replaces what was shown under the display id. */
  update(displayId: string, content: Bundle): void {
    for (const item of this.items) if (item.kind === "data" && item.displayId === displayId) item.content = content;
  }

  /** As a notebook of format 4 has them. */
  toNotebook(): Bundle[] {
    return this.items.map((item) => {
      if (item.kind === "stream") return { output_type: "stream", name: item.name, text: textLines(item.text) };
      const { ename, evalue, traceback, data, metadata } = item.content;
      if (item.kind === "error") return { output_type: "error", ename, evalue, traceback };
      const shown = { data: splitTexts((data ?? {}) as Bundle), metadata: metadata ?? {} };
      if (item.count === undefined) return { output_type: "display_data", ...shown };
      return { output_type: "execute_result", execution_count: item.count, ...shown };
    });
  }

  #clear(wait: boolean): void {
    this.#clearsNext = wait;
    if (!wait) this.items.length = 0;
  }
}

function outputOf({ header, content }: WireMessage): Output | undefined {
  switch (header.msg_type) {
    case "stream":
      return { kind: "stream", name: String(content.name), text: String(content.text) };
    case "display_data":
      return { kind: "data", content, displayId: displayIdOf(content) };
    case "execute_result":
      return { kind: "data", content, displayId: displayIdOf(content), count: Number(content.execution_count) };
    case "error":
      return { kind: "error", content };
    default:
      return undefined;
  }
}

export function displayIdOf(content: Bundle): string | undefined {
  const id = (content.transient as Bundle | undefined)?.display_id;
  return id === undefined ? undefined : String(id);
}

function splitTexts(data: Bundle): Bundle {
  return Object.fromEntries(
    Object.entries(data).map(([mime, value]) => {
      const isText = /^text\/|^application\/javascript$|^image\/svg\+xml$/.test(mime);
      return [mime, typeof value === "string" && isText ? textLines(value) : value];
    }),
  );
}
