/**
 * A Jupyter client for tests: starts the real kernel process, speaks ZeroMQ with it, and keeps everything it says.
 * Nothing of the kernel's own wire code is used, so that a mistake there cannot hide here.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { Dealer, Request, Subscriber } from "zeromq";

export type Json = Record<string, unknown>;
export type Channel = "shell" | "control" | "stdin";

// biome-ignore lint/suspicious/noExplicitAny: tests reach into messages of every shape
export type Content = Record<string, any>;

export interface Message {
  readonly channel: Channel | "iopub";
  /** Topic of an iopub message. */
  readonly topic: string;
  readonly type: string;
  readonly header: Content;
  readonly parent: Content;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

/** A cell that has ended: its reply and every iopub message with it as parent, `idle` last. */
export interface Executed {
  readonly id: string;
  readonly reply: Content;
  readonly iopub: readonly Message[];
  /** What it wrote on stdout. */
  readonly text: string;
  readonly errorText: string;
  /** `text/plain` of its result. */
  readonly result: string | undefined;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Instead of `node … kernel/dist/main.js {connection_file}`. */
  readonly argv?: readonly string[];
  /** Signature key; empty: unsigned. */
  readonly key?: string;
  readonly transport?: "tcp" | "ipc";
  readonly connection?: Json;
  /** Mode of the connection file. */
  readonly fileMode?: number;
  /** False: return at once, without waiting for an answer. */
  readonly wait?: boolean;
}

export interface SendOptions {
  readonly metadata?: Json;
  readonly buffers?: readonly Uint8Array[];
  readonly timeoutMs?: number;
  readonly id?: string;
}

export interface ExecuteOptions extends SendOptions {
  readonly silent?: boolean;
  readonly store_history?: boolean;
  readonly user_expressions?: Readonly<Record<string, string>>;
  readonly allow_stdin?: boolean;
  readonly stop_on_error?: boolean;
  /** Answers to input requests, in order. */
  readonly answers?: readonly string[];
}

const repository = resolve(import.meta.dirname, "../..");
/** `KERNEL_MAIN` names another build to test. */
export const kernelMain: string = process.env.KERNEL_MAIN ?? join(repository, "kernel/dist/main.js");
const TIMEOUT_MS = Number(process.env.KERNEL_TIMEOUT_MS ?? 40_000);

/** Starts a kernel and waits until it answers. Stop it with `shutdown()` or, in `afterAll`, with `stop()`. */
export async function startKernel(options: StartOptions = {}): Promise<Kernel> {
  const folder = mkdtempSync(join(tmpdir(), "tapelab-kernel-"));
  const key = options.key ?? randomUUID();
  const transport = options.transport ?? "tcp";
  const ports = transport === "tcp" ? await freePorts(5) : [1, 2, 3, 4, 5];
  const [shell_port = 0, iopub_port = 0, stdin_port = 0, control_port = 0, hb_port = 0] = ports;
  const connection = {
    ...{ transport, ip: transport === "tcp" ? "127.0.0.1" : join(folder, "socket") },
    ...{ key, signature_scheme: "hmac-sha256", kernel_name: "tapelab" },
    ...{ shell_port, iopub_port, stdin_port, control_port, hb_port },
    ...options.connection,
  };
  const connectionFile = join(folder, "connection.json");
  writeFileSync(connectionFile, JSON.stringify(connection), { mode: options.fileMode ?? 0o600 });
  const argv = options.argv ?? [process.execPath, "--no-force-async-hooks-checks", kernelMain, "{connection_file}"];
  const [command = "", ...rest] = argv.map((word) => word.replace("{connection_file}", connectionFile));
  if (options.argv === undefined && !existsSync(kernelMain)) throw new Error("kernel/dist is missing: npm run build");
  const child = spawn(command, rest, {
    cwd: options.cwd ?? folder,
    env: { ...process.env, JPY_PARENT_PID: String(process.pid), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kernel = new Kernel(child, connection, connectionFile, folder);
  try {
    if (options.wait ?? true) await kernel.ready();
  } catch (error) {
    await kernel.stop();
    throw error;
  }
  return kernel;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

interface Waiter {
  readonly match: (message: Message) => boolean;
  readonly found: (message: Message) => void;
  readonly failed: (error: Error) => void;
}

export class Kernel {
  readonly session: string = randomUUID();
  /** Everything received, in order, on every channel. */
  readonly messages: Message[] = [];
  /** What the process wrote on its real stderr and stdout. */
  stderr: string = "";
  stdout: string = "";
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #waiters = new Set<Waiter>();
  readonly #sockets: { [name in Channel]: Dealer };
  readonly #sending: Record<string, Promise<void>> = {};
  readonly #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  #isClosed = false;

  constructor(
    readonly process: ChildProcess,
    readonly connection: Content,
    readonly connectionFile: string,
    readonly folder: string,
  ) {
    const routingId = this.session;
    const dealer = (): Dealer => new Dealer({ linger: 0, routingId, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
    this.#sockets = { shell: dealer(), control: dealer(), stdin: dealer() };
    this.#iopub.subscribe();
    for (const channel of ["shell", "control", "stdin"] as const) {
      this.#sockets[channel].connect(this.address(channel));
      void this.#receive(channel, this.#sockets[channel]);
    }
    this.#iopub.connect(this.address("iopub"));
    void this.#receive("iopub", this.#iopub);
    process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    process.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.exited = new Promise((done) => {
      process.on("close", (code, signal) => {
        done({ code, signal });
        for (const waiter of this.#waiters) waiter.failed(new Error(`the kernel ended (${code ?? signal})`));
      });
    });
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** The program that is started by default. */
  get main(): string {
    return kernelMain;
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  address(name: Channel | "iopub" | "hb"): string {
    const { transport, ip } = this.connection;
    const port = this.connection[`${name}_port`];
    return transport === "ipc" ? `ipc://${ip}-${port}` : `tcp://${ip}:${port}`;
  }

  /** Resolves when a reply has come, and iopub is connected too. */
  async ready(): Promise<void> {
    for (const end = Date.now() + TIMEOUT_MS; ; ) {
      const id = await this.send("shell", "kernel_info_request", {});
      const idle = this.#idle(id, 500).then(
        () => true,
        (error: Error) => {
          if (Date.now() > end || !this.isAlive) throw this.#explain(error);
          return false;
        },
      );
      if (await idle) return;
    }
  }

  /** Sends a message and gives its id. */
  async send(channel: Channel, type: string, content: Json, options: SendOptions = {}, parent: Json = {}) {
    const id = options.id ?? randomUUID();
    const header = { msg_id: id, msg_type: type, session: this.session, username: "test", version: "5.4" };
    const dated = { ...header, date: new Date().toISOString() };
    const texts = [dated, parent, options.metadata ?? {}, content].map((part) => Buffer.from(JSON.stringify(part)));
    await this.sendRaw(channel, ["<IDS|MSG>", this.sign(texts), ...texts, ...(options.buffers ?? [])]);
    return id;
  }

  sign(texts: readonly Uint8Array[], key: string = this.connection.key): string {
    if (key === "") return "";
    const hmac = createHmac("sha256", key);
    for (const text of texts) hmac.update(text);
    return hmac.digest("hex");
  }

  /** Sends frames as they are. */
  async sendRaw(channel: Channel, frames: readonly (string | Uint8Array)[]): Promise<void> {
    const before = this.#sending[channel] ?? Promise.resolve();
    const sent = before.then(() => this.#sockets[channel].send([...frames]));
    this.#sending[channel] = sent;
    await sent;
  }

  /** Sends a request and waits for its reply. */
  async request(channel: Channel, type: string, content: Json = {}, options: SendOptions = {}): Promise<Message> {
    const id = options.id ?? randomUUID();
    const reply = this.reply(id, options.timeoutMs);
    await this.send(channel, type, content, { ...options, id });
    return reply;
  }

  reply(id: string, timeoutMs: number = TIMEOUT_MS): Promise<Message> {
    const match = (message: Message): boolean =>
      message.parent.msg_id === id && message.channel !== "iopub" && message.type !== "input_request";
    return this.until(match, `reply to ${id}`, timeoutMs);
  }

  /** Runs a cell and waits until it is idle. */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Executed> {
    const id = options.id ?? randomUUID();
    const ended = this.ended(id, options.timeoutMs);
    await this.startCell(code, { ...options, id });
    void this.#answer(id, options.answers ?? []);
    return ended;
  }

  /** Sends a cell without waiting; `ended(id)` waits. */
  startCell(code: string, options: ExecuteOptions = {}): Promise<string> {
    const { metadata, buffers, timeoutMs, id, answers, ...fields } = options;
    const allow_stdin = answers !== undefined;
    const defaults = { silent: false, store_history: true, user_expressions: {}, allow_stdin, stop_on_error: true };
    return this.send("shell", "execute_request", { code, ...defaults, ...fields }, { metadata, buffers, id });
  }

  async ended(id: string, timeoutMs: number = TIMEOUT_MS): Promise<Executed> {
    const [reply] = await Promise.all([this.reply(id, timeoutMs), this.#idle(id, timeoutMs)]);
    const iopub = this.iopubOf(id);
    const written = (name: string): string =>
      iopub
        .filter((message) => message.type === "stream" && message.content.name === name)
        .map((message) => message.content.text)
        .join("");
    const result = iopub.find((message) => message.type === "execute_result")?.content.data["text/plain"];
    return { id, reply: reply.content, iopub, text: written("stdout"), errorText: written("stderr"), result };
  }

  iopubOf(id: string): readonly Message[] {
    return this.messages.filter((message) => message.channel === "iopub" && message.parent.msg_id === id);
  }

  /** The first message that matches, also one that has come already. */
  until(match: (message: Message) => boolean, what: string, timeoutMs: number = TIMEOUT_MS): Promise<Message> {
    const known = this.messages.find(match);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((found, failed) => {
      const waiter: Waiter = {
        match,
        found: (message) => {
          end();
          found(message);
        },
        failed: (error) => {
          end();
          failed(this.#explain(error));
        },
      };
      const timer = setTimeout(() => waiter.failed(new Error(`no ${what} within ${timeoutMs} ms`)), timeoutMs);
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      this.#waiters.add(waiter);
    });
  }

  /** Asks the heartbeat to echo. */
  async heartbeat(bytes: string = "ping", timeoutMs: number = TIMEOUT_MS): Promise<string> {
    const socket = new Request({ linger: 0, receiveTimeout: timeoutMs });
    try {
      socket.connect(this.address("hb"));
      await socket.send(bytes);
      const [echo] = await socket.receive();
      return String(echo);
    } finally {
      socket.close();
    }
  }

  async interrupt(): Promise<Message> {
    return this.request("control", "interrupt_request");
  }

  /** Asks the kernel to end and waits until its process is gone. */
  async shutdown(restart: boolean = false): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    await this.request("control", "shutdown_request", { restart });
    const ended = await this.exited;
    await this.stop();
    return ended;
  }

  /** Closes the client; kills the process when it still runs. */
  async stop(): Promise<void> {
    if (this.isAlive) this.process.kill("SIGKILL");
    await this.exited;
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const socket of [...Object.values(this.#sockets), this.#iopub]) socket.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #receive(channel: Channel | "iopub", socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const message = this.#read(channel, frames);
      this.messages.push(message);
      for (const waiter of [...this.#waiters]) if (waiter.match(message)) waiter.found(message);
    }
  }

  #read(channel: Channel | "iopub", frames: readonly Buffer[]): Message {
    const start = frames.findIndex((frame) => frame.equals(Buffer.from("<IDS|MSG>")));
    const [signature, ...texts] = frames.slice(start + 1, start + 6);
    if (start < 0 || String(signature) !== this.sign(texts)) throw new Error(`badly signed message on ${channel}`);
    const [header, parent, metadata, content] = texts.map((text) => JSON.parse(String(text)) as Content);
    if (!header || !parent || !metadata || !content) throw new Error(`short message on ${channel}`);
    const topic = frames.slice(0, start).map(String).join(" ");
    const buffers = frames.slice(start + 6);
    return { channel, topic, type: header.msg_type, header, parent, metadata, content, buffers };
  }

  #idle(id: string, timeoutMs?: number): Promise<Message> {
    const match = (message: Message): boolean =>
      message.channel === "iopub" &&
      message.type === "status" &&
      message.content.execution_state === "idle" &&
      message.parent.msg_id === id;
    return this.until(match, `idle of ${id}`, timeoutMs);
  }

  async #answer(id: string, answers: readonly string[]): Promise<void> {
    const asked = new Set<Message>();
    for (const value of answers) {
      const isNew = (message: Message): boolean =>
        message.type === "input_request" && message.parent.msg_id === id && !asked.has(message);
      const request = await this.until(isNew, "input request");
      asked.add(request);
      await this.send("stdin", "input_reply", { value, status: "ok" }, {}, request.header);
    }
  }

  #explain(error: Error): Error {
    const heard = this.messages.slice(-8).map((message) => `${message.channel} ${message.type}`);
    error.message += `\nlast messages: ${heard.join(", ")}\nstderr of the kernel:\n${this.stderr}`;
    return error;
  }
}

/** Types of messages, with the state of `status`: what a test says about order. */
export function typesOf(messages: readonly Message[]): string[] {
  return messages.map(({ type, content }) => (type === "status" ? content.execution_state : type));
}

export async function sleep(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
}

/** Asserts what becomes true, however slow the machine is. */
export function eventually<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: TIMEOUT_MS });
}
