/** A kernel of our own: its process, its connection file and a client. No Jupyter is needed. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bundle } from "../link.js";
import { type ClientChannel, type ClientListener, KernelClient } from "../wire/client.js";
import { type Connection, socketNames } from "../wire/connection.js";
import type { WireMessage } from "../wire/frames.js";
import { CliError } from "./cli-error.js";
import { kernelMain, nodeOptions } from "./kernelspec.js";

export interface KernelStart {
  /** Folder that cells run in and packages are looked up from. */
  readonly folder: string;
  /** Absolute path of the notebook, so that captures name it. */
  readonly notebook?: string;
}

const START_MS = 30_000;
const ASK_AGAIN_MS = 300;
const SHUTDOWN_MS = 10_000;

export class KernelProcess {
  readonly language: Bundle;
  /** Text of the kernel's first greeting. */
  readonly banner: string;
  readonly #child: ChildProcess;
  readonly #client: KernelClient;
  readonly #files: string;
  /** Rejects when the process ends before it was asked to. */
  readonly #ended: Promise<never>;

  private constructor(child: ChildProcess, client: KernelClient, files: string, ended: Promise<never>, info: Bundle) {
    this.#child = child;
    this.#client = client;
    this.#files = files;
    this.#ended = ended;
    this.language = (info.language_info ?? {}) as Bundle;
    this.banner = String(info.banner ?? "");
  }

  /** Starts a kernel; resolves when it answers and what it publishes arrives. */
  static async start(start: KernelStart, listener: ClientListener): Promise<KernelProcess> {
    const files = mkdtempSync(join(tmpdir(), "tapelab-kernel-"));
    const connection = await makeConnection(files);
    const file = join(files, "connection.json");
    writeFileSync(file, connectionText(connection), { mode: 0o600 });
    const child = spawn(process.execPath, [...nodeOptions, kernelMain, file], {
      cwd: start.folder,
      // It ends with us, whoever has started us.
      env: {
        ...process.env,
        JPY_PARENT_PID: String(process.pid),
        ...(start.notebook !== undefined && { JPY_SESSION_NAME: start.notebook }),
      },
      // What the kernel itself has to say (not its cells) belongs to standard error.
      stdio: ["ignore", process.stderr.fd, process.stderr.fd],
      // A Ctrl-C is for us; we pass it on as a message.
      detached: true,
    });
    const ended = deathOf(child);
    let heard: (() => void) | undefined;
    const first = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const client = new KernelClient(connection, {
      ...listener,
      published: (message) => {
        if (message.parent.msg_type === "kernel_info_request") heard?.();
        listener.published(message);
      },
      asked: (message) => listener.asked(message),
    });
    try {
      const info = await Promise.race([ended, greet(client, first)]);
      return new KernelProcess(child, client, files, ended, info);
    } catch (error) {
      child.kill("SIGKILL");
      client.close();
      rmSync(files, { recursive: true, force: true });
      throw error;
    }
  }

  request(channel: ClientChannel, type: string, content: Bundle): { id: string; reply: Promise<WireMessage> } {
    const { id, reply } = this.#client.request(channel, type, content);
    return { id, reply: this.orDeath(reply) };
  }

  /** The promise, or a rejection when the process ends before. */
  orDeath<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#ended]);
  }

  answer(question: WireMessage, text: string): void {
    this.#client.answer(question, text);
  }

  interrupt(): void {
    this.#client.request("control", "interrupt_request", {});
  }

  /** Where an interrupt did not help. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Ends the process, waits for what it writes on the way, and removes the files of the connection. */
  async shutdown(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, "exit");
      this.#client.request("control", "shutdown_request", { restart: false });
      const late = setTimeout(() => this.#child.kill("SIGKILL"), SHUTDOWN_MS);
      await gone;
      clearTimeout(late);
    }
    this.#client.close();
    rmSync(this.#files, { recursive: true, force: true });
  }
}

/** Asks until the answer comes and, on the other socket, what was published with it: then nothing is missed. */
async function greet(client: KernelClient, heard: Promise<void>): Promise<Bundle> {
  const deadline = Date.now() + START_MS;
  let isHeard = false;
  void heard.then(() => {
    isHeard = true;
  });
  const { reply } = client.request("shell", "kernel_info_request", {});
  const info = await Promise.race([reply, pause(START_MS)]);
  while (info && !isHeard && Date.now() < deadline) {
    await Promise.race([heard, pause(ASK_AGAIN_MS)]);
    if (!isHeard) client.request("shell", "kernel_info_request", {});
  }
  if (!info || !isHeard)
    throw new CliError(`The kernel did not answer within ${START_MS / 1000} s. Try: tapelab-kernel doctor`);
  return info.content;
}

const pause = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms).unref());

function deathOf(child: ChildProcess): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    child.on("error", (error) => reject(new CliError(`The kernel could not be started: ${error.message}`)));
    child.on("exit", (code, signal) => {
      reject(new CliError(`The kernel ended by itself (${signal ?? `exit code ${code}`}).`));
    });
  });
  ended.catch(() => undefined);
  return ended;
}

/** Sockets in a folder of our own where the system has them: no port that somebody else could take or use. */
async function makeConnection(files: string): Promise<Connection> {
  const key = randomBytes(32).toString("hex");
  const numbers = process.platform === "win32" ? await freePorts(socketNames.length) : [1, 2, 3, 4, 5];
  const ports = Object.fromEntries(socketNames.map((name, at) => [name, numbers[at]!])) as Connection["ports"];
  if (process.platform === "win32") return { transport: "tcp", ip: "127.0.0.1", key, ports };
  return { transport: "ipc", ip: join(files, "socket"), key, ports };
}

function connectionText({ transport, ip, key, ports }: Connection): string {
  const named = Object.fromEntries(Object.entries(ports).map(([name, port]) => [`${name}_port`, port]));
  return JSON.stringify({ transport, ip, key, signature_scheme: "hmac-sha256", kernel_name: "tapelab", ...named });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = servers.map((server: Server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
