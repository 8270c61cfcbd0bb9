import type { MessagePort } from "node:worker_threads";
import { type InputAnswer, sharedCells } from "../link.js";
import type { Outbox, WireRequest } from "./outbox.js";

/** Questions of a cell to its user. One is open at a time; its answer goes to main on a port of its own. */
export class Stdin {
  readonly #outbox: Outbox;
  readonly #port: MessagePort;
  readonly #cells: Int32Array;
  #open = false;

  constructor(outbox: Outbox, port: MessagePort, shared: SharedArrayBuffer) {
    this.#outbox = outbox;
    this.#port = port;
    this.#cells = new Int32Array(shared);
  }

  /** Sends the question to the client that sent the cell. A cell that was interrupted meanwhile gets no answer. */
  ask(request: WireRequest | undefined, key: number, prompt: string, password: boolean): void {
    if (request === undefined || Atomics.load(this.#cells, sharedCells.interrupted) === key) {
      this.#answer({ interrupted: true });
      return;
    }
    this.#open = true;
    this.#outbox.askInput(request, { prompt, password });
  }

  /** An `input_reply`: answers the open question, is ignored when there is none. */
  receive({ content }: WireRequest): void {
    if (!this.#open) return;
    this.#answer({ text: typeof content.value === "string" ? content.value : "" });
  }

  /** Ends the wait without an answer. */
  interrupt(): void {
    if (this.#open) this.#answer({ interrupted: true });
  }

  #answer(answer: InputAnswer): void {
    this.#open = false;
    this.#port.postMessage(answer);
    Atomics.store(this.#cells, sharedCells.input, 1);
    Atomics.notify(this.#cells, sharedCells.input);
  }
}
