import type { Bundle } from "../link.js";
import type { Answer, Handlers, Tables } from "./channels.js";
import { toCodePoints, toUtf16 } from "./code-points.js";
import { type CommTable, readComm } from "./comm-table.js";
import type { Connection } from "./connection.js";
import type { History } from "./history.js";
import type { Interrupts } from "./interrupts.js";
import { kernelInfo } from "./kernel-info.js";
import { logLine } from "./log.js";
import type { MainLink } from "./main-link.js";
import type { Outbox, WireRequest } from "./outbox.js";
import type { Parents } from "./parents.js";
import type { ExecuteQueue } from "./queue.js";
import type { Shutdown } from "./shutdown.js";
import type { Stdin } from "./stdin.js";

export interface CompletionItem {
  readonly text: string;
  /** `function`, `class`, `variable`, `magic` …, as front ends know them. */
  readonly type: string;
  readonly signature?: string;
}

/** What the language says about a cell. Offsets are UTF-16. */
export interface Language {
  complete(code: string, offset: number): Promise<{ items: readonly CompletionItem[]; start: number; end: number }>;
  /** Data and metadata of what stands at the offset; undefined: nothing. */
  inspect(code: string, offset: number, detail: number): Promise<Bundle | undefined>;
  isComplete(
    code: string,
  ): Promise<{ readonly status: "complete" | "incomplete" | "invalid"; readonly indent: string }>;
}

export interface HandlerServices {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly history: History;
  readonly comms: CommTable;
  readonly parents: Parents;
  readonly main: MainLink;
  readonly stdin: Stdin;
  readonly queue: ExecuteQueue;
  readonly interrupts: Interrupts;
  readonly shutdown: Shutdown;
  readonly language: Language;
  readonly counter: { readonly value: number };
}

const MATCHES_MAX = 500;
const INDENT_MAX = 20;

/** One table per channel: what every message type does. */
export function handlersOf(services: HandlerServices): Tables {
  const { history, comms, queue, stdin, interrupts } = services;
  const comm = (request: WireRequest) => relayComm(services, request);
  const anywhere: Handlers = {
    kernel_info_request: () => kernelInfo(),
    shutdown_request: (request) => shutDown(services, request),
    comm_info_request: ({ content }) => comms.info(content.target_name),
  };
  const interrupt = async (): Promise<Answer> => {
    await interrupts.ask();
    return { status: "ok" };
  };
  return {
    shell: {
      ...anywhere,
      complete_request: ({ content }) => complete(services, content),
      inspect_request: ({ content }) => inspect(services, content),
      is_complete_request: ({ content }) => isComplete(services, content),
      history_request: ({ content }) => history.answer(content),
      connect_request: () => connect(services.connection),
      interrupt_request: interrupt,
      comm_open: comm,
      comm_msg: comm,
      comm_close: comm,
    },
    control: {
      ...anywhere,
      interrupt_request: interrupt,
      debug_request: ({ content }) => refuseDebugging(content),
      create_subshell_request: refuseSubshell,
      delete_subshell_request: refuseSubshell,
      list_subshell_request: refuseSubshell,
    },
    execute: (request) => queue.add(request),
    input: (request) => stdin.receive(request),
  };
}

async function complete({ language }: HandlerServices, content: Bundle): Promise<Answer> {
  const { code, offset } = place(content);
  const { items, start, end } = await language.complete(code, offset);
  const shown = items.slice(0, MATCHES_MAX);
  const range = { start: toCodePoints(code, start), end: toCodePoints(code, end) };
  return {
    status: "ok",
    matches: shown.map(({ text }) => text),
    cursor_start: range.start,
    cursor_end: range.end,
    metadata: { _jupyter_types_experimental: shown.map((item) => ({ ...range, ...item })) },
  };
}

async function inspect({ language }: HandlerServices, content: Bundle): Promise<Answer> {
  const { code, offset } = place(content);
  const found = await language.inspect(code, offset, content.detail_level === 1 ? 1 : 0);
  return { status: "ok", found: found !== undefined, data: found ?? {}, metadata: {} };
}

async function isComplete({ language }: HandlerServices, content: Bundle): Promise<Answer> {
  const { status, indent } = await language.isComplete(String(content.code ?? ""));
  return status === "incomplete" ? { status, indent: indent.slice(0, INDENT_MAX) } : { status };
}

function place({ code, cursor_pos: cursor }: Bundle): { code: string; offset: number } {
  const text = String(code ?? "");
  return { code: text, offset: typeof cursor === "number" ? toUtf16(text, cursor) : text.length };
}

function connect({ ports }: Connection): Answer {
  const named = Object.entries(ports).map(([name, port]) => [`${name}_port`, port]);
  return { status: "ok", ...Object.fromEntries(named) };
}

/** Hands the message to main; idle when main has handled it, so that a slider does not run ahead of the cell. */
async function relayComm({ comms, parents, main, counter }: HandlerServices, request: WireRequest): Promise<Answer> {
  const message = readComm(request);
  if (message === undefined || !comms.note(message)) {
    logLine(`${request.header.msg_type} is about a comm that is not open: ${JSON.stringify(request.content.comm_id)}`);
    return undefined;
  }
  await main.ready;
  const moved = message.buffers.map(({ buffer }) => buffer as ArrayBuffer);
  main.post({ type: "comm", cell: parents.addOther(request, counter.value), message }, moved);
  await main.ping();
  return undefined;
}

/** The reply leaves first; then the kernel ends. */
function shutDown({ outbox, shutdown }: HandlerServices, request: WireRequest): Answer {
  const content = { status: "ok", restart: request.content.restart === true };
  outbox.publish("shutdown_reply", content, request.header);
  setImmediate(() => shutdown.begin(content.restart));
  return content;
}

function refuseDebugging({ seq, command }: Bundle): Answer {
  const message = "The Tapelab kernel has no debugger yet.";
  return { status: "ok", type: "response", request_seq: seq ?? 0, command: command ?? "", success: false, message };
}

function refuseSubshell(): Answer {
  const evalue = "subshells are not supported";
  return { status: "error", ename: "NotSupported", evalue, traceback: [] };
}
