import type { CellRef } from "../link.js";
import type { WireRequest } from "./outbox.js";

/** Requests whose output can still come: of each kind this many. */
const KEPT = 1_000;

/** Remembers which request a key stands for, so that output finds its cell as long as the kernel lives. */
export class Parents {
  readonly #cells = new Map<number, WireRequest>();
  readonly #others = new Map<number, WireRequest>();
  #newest: WireRequest | undefined;
  #count = 0;

  /** A cell: its output may come long after it has ended. */
  addCell(request: WireRequest, count: number): CellRef {
    const { silent, store_history: stored, allow_stdin: allowStdin } = request.content;
    const isSilent = silent === true;
    const key = this.#add(this.#cells, request);
    if (!isSilent) this.#newest = request;
    const id = typeof request.metadata.cellId === "string" ? request.metadata.cellId : "";
    const stores = stored !== false && !isSilent;
    return { key, count, id, silent: isSilent, stores, allowStdin: allowStdin === true };
  }

  /** A comm message: its handler may write too. */
  addOther(request: WireRequest, count: number): CellRef {
    const key = this.#add(this.#others, request);
    return { key, count, id: "", silent: false, stores: false, allowStdin: false };
  }

  /** The request with this key; one that is forgotten gives the newest cell. */
  find(key: number): WireRequest | undefined {
    return this.#cells.get(key) ?? this.#others.get(key) ?? this.#newest;
  }

  #add(table: Map<number, WireRequest>, request: WireRequest): number {
    this.#count += 1;
    // The text of the cell is not needed any more, only where its output goes.
    table.set(this.#count, { ...request, content: {}, buffers: [] });
    for (const key of table.keys()) {
      if (table.size <= KEPT) break;
      table.delete(key);
    }
    return this.#count;
  }
}
