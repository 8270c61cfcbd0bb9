import type { ToWorker } from "../link.js";
import { type CommTable, writeComm } from "./comm-table.js";
import type { MainLink } from "./main-link.js";
import type { Outbox } from "./outbox.js";
import type { Output } from "./output.js";
import type { Parents } from "./parents.js";
import type { ExecuteQueue } from "./queue.js";
import type { Stdin } from "./stdin.js";

export interface FromMainServices {
  readonly outbox: Outbox;
  readonly output: Output;
  readonly parents: Parents;
  readonly main: MainLink;
  readonly stdin: Stdin;
  readonly comms: CommTable;
  readonly queue: ExecuteQueue;
}

type Kind = ToWorker["type"];
type Of<K extends Kind> = Extract<ToWorker, { readonly type: K }>;
type Receivers = { readonly [K in Kind]: (message: Of<K>) => void };

/** What the wire itself takes from main; the rest is given by its starter. */
type Elsewhere = "flushed" | "signal" | "magic" | "reset" | "history";

/** One receiver per message of the main thread. Text of a cell leaves before anything else that the cell sends. */
export function fromMain(
  services: FromMainServices,
  elsewhere: Pick<Receivers, Elsewhere>,
): (message: ToWorker) => void {
  const { main, output, stdin, parents } = services;
  const receivers: Receivers = {
    ...elsewhere,
    ready: () => main.setReady(),
    pong: ({ id }) => main.pong(id),
    answer: ({ id, value }) => main.answer(id, value),
    stream: ({ key, name, text, bytes }) => output.write(key, name, text, bytes),
    display: (message) => show(services, message),
    clear: ({ key, wait }) => {
      output.flush(key);
      services.outbox.publish("clear_output", { wait }, parents.find(key)?.header);
    },
    input: ({ key, prompt, password }) => {
      output.flush(key);
      stdin.ask(parents.find(key), key, prompt, password);
    },
    comm: (message) => sendComm(services, message),
    done: ({ key, done }) => {
      const cell = services.queue.current;
      if (cell?.ref.key === key) cell.done(done);
    },
    evaluated: ({ key, results }) => {
      const cell = services.queue.current;
      if (cell?.ref.key === key) cell.evaluated(results);
    },
  };
  return (message) => (receivers[message.type] as (message: ToWorker) => void)(message);
}

function show({ outbox, output, parents, main }: FromMainServices, message: Of<"display">): void {
  const { key, isUpdate, data, metadata, displayId, buffers, bytes } = message;
  output.flush(key);
  const transient = displayId === undefined ? {} : { display_id: displayId };
  const type = isUpdate ? "update_display_data" : "display_data";
  outbox.publish(type, { data, metadata, transient }, parents.find(key)?.header, { buffers });
  main.sent(bytes);
}

function sendComm(
  { outbox, output, parents, main, comms }: FromMainServices,
  { key, message, bytes }: Of<"comm">,
): void {
  output.flush(key);
  comms.note(message);
  const { type, content } = writeComm(message);
  const { metadata, buffers } = message;
  outbox.publish(type, content, parents.find(key)?.header, { metadata, buffers });
  main.sent(bytes);
}
