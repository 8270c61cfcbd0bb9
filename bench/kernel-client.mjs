/** A kernel process and just enough Jupyter to time it: cells over ZeroMQ, resident memory. */
import { spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dealer, Subscriber } from "zeromq";

const waitMs = 120_000;

export class KernelProcess {
  #shell = new Dealer({ linger: 0 });
  #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  #waiting = new Map();
  #session = randomUUID();
  #folder = mkdtempSync(join(tmpdir(), "tapelab-bench-"));

  /** `argv` of the kernel, with `{connection_file}`; `cwd`: the notebook's folder. */
  static async start(argv, cwd) {
    const kernel = new KernelProcess();
    await kernel.#start(argv, cwd);
    return kernel;
  }

  async #start(argv, cwd) {
    const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5);
    this.key = randomUUID();
    const file = join(this.#folder, "connection.json");
    const base = { transport: "tcp", ip: "127.0.0.1", key: this.key, signature_scheme: "hmac-sha256" };
    const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
    writeFileSync(file, JSON.stringify({ ...base, ...ports }), { mode: 0o600 });
    this.#shell.connect(`tcp://127.0.0.1:${shell_port}`);
    this.#iopub.connect(`tcp://127.0.0.1:${iopub_port}`);
    this.#iopub.subscribe();
    void this.#receive(this.#shell);
    void this.#receive(this.#iopub);
    const [command, ...rest] = argv.map((word) => word.replace("{connection_file}", file));
    this.startedAt = performance.now();
    this.process = spawn(command, rest, { cwd, stdio: ["ignore", "ignore", "pipe"] });
    this.errorText = "";
    this.process.stderr.on("data", (text) => {
      this.errorText += text;
    });
    this.exited = new Promise((done) => this.process.on("exit", done));
    await this.#request("kernel_info_request", {});
    this.infoMs = performance.now() - this.startedAt;
  }

  /** Milliseconds from the request to its reply. */
  async time(code) {
    const start = performance.now();
    const { status, ...rest } = await this.#request("execute_request", {
      ...{ code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: false },
    });
    if (status !== "ok") throw new Error(`the cell failed: ${code}\n${JSON.stringify(rest)}\n${this.errorText}`);
    return performance.now() - start;
  }

  /** Resident memory of the process, in MB. */
  rss() {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.pid}/status`, "utf8"));
    return Number(kilobytes) / 1024;
  }

  async stop() {
    this.process.kill("SIGKILL");
    await this.exited;
    this.#shell.close();
    this.#iopub.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #request(type, content) {
    const id = randomUUID();
    const header = { msg_id: id, msg_type: type, session: this.#session, username: "bench", version: "5.3" };
    const dated = { ...header, date: new Date().toISOString() };
    const parts = [dated, {}, {}, content].map((part) => JSON.stringify(part));
    const hmac = createHmac("sha256", this.key);
    for (const part of parts) hmac.update(part);
    const reply = new Promise((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`no reply to ${type}\n${this.errorText}`)), waitMs);
      this.#waiting.set(id, (message) => {
        clearTimeout(timer);
        done(message);
      });
    });
    await this.#shell.send(["<IDS|MSG>", hmac.digest("hex"), ...parts]);
    return reply;
  }

  async #receive(socket) {
    try {
      for await (const frames of socket) {
        const start = frames.findIndex((frame) => String(frame) === "<IDS|MSG>");
        const [header, parent, , content] = frames
          .slice(start + 2, start + 6)
          .map((frame) => JSON.parse(String(frame)));
        if (!header.msg_type.endsWith("_reply")) continue;
        const done = this.#waiting.get(parent.msg_id);
        this.#waiting.delete(parent.msg_id);
        done?.(content);
      }
    } catch (error) {
      if (!socket.closed) throw error;
    }
  }
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise((done) => server.listen(0, "127.0.0.1", done));
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
