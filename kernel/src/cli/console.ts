/** `tapelab-kernel console`: a prompt in the terminal, or a notebook printed cell by cell as it runs. */
import { resolve } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { type Given, UsageError } from "tapelab/host";
import type { WireMessage } from "../wire/frames.js";
import { KernelProcess } from "./kernel-process.js";
import { readNotebook, writeNotebook } from "./notebook.js";
import type { Output } from "./output.js";
import { CellOutputs, type Output as Shown } from "./outputs.js";
import { runOne, runOptions } from "./run.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function console_(given: Given, output: Output): Promise<ExitCode> {
  const [file] = given.positionals;
  if (file !== undefined) return printNotebook(resolve(file), given, output);
  if (given.flag("save")) throw new UsageError("--save needs the NOTEBOOK to write to.");
  return new Prompt(output).run();
}

async function printNotebook(path: string, given: Given, output: Output): Promise<ExitCode> {
  const notebook = readNotebook(path);
  const options = runOptions(given);
  const listener = {
    tellsErrors: true,
    started: (at: number, _: number, source: string) => output.lines(...inputLines(at, source)),
    shown: (shown: Shown) => print(shown),
  };
  const outcome = await runOne(path, notebook, options, listener, output);
  const isClean = outcome?.failures.length === 0;
  if (given.flag("save") && outcome && (isClean || options.allowErrors)) writeNotebook(path, notebook);
  return isClean ? EXIT.clean : EXIT.failed;
}

function inputLines(at: number, source: string): string[] {
  const prompt = `In [${at}]: `;
  return ["", ...source.split("\n").map((line, row) => `${row === 0 ? prompt : " ".repeat(prompt.length)}${line}`)];
}

function print(shown: Shown): void {
  if (shown.kind === "stream") {
    (shown.name === "stderr" ? process.stderr : process.stdout).write(shown.text);
  } else if (shown.kind === "error") {
    const { traceback } = shown.content;
    process.stderr.write(`${Array.isArray(traceback) ? traceback.join("\n") : String(shown.content.evalue)}\n`);
  } else {
    const text = (shown.content.data as Record<string, unknown> | undefined)?.["text/plain"];
    process.stdout.write(`${shown.count === undefined ? "" : `Out[${shown.count}]: `}${String(text ?? "")}\n`);
  }
}

/** Reads cells from standard input; a cell ends where TypeScript says that it is complete. */
class Prompt {
  readonly #output: Output;
  readonly #lines: Interface;
  readonly #isTerminal = process.stdin.isTTY === true;
  #kernel: KernelProcess | undefined;
  #running: { id: string; idle: () => void } | undefined;
  #question: WireMessage | undefined;
  #count = 1;

  constructor(output: Output) {
    this.#output = output;
    this.#lines = createInterface({ input: process.stdin, terminal: this.#isTerminal, output: process.stdout });
  }

  async run(): Promise<ExitCode> {
    // Lines may come before the kernel is there; they wait in the iterator.
    const lines = this.#lines[Symbol.asyncIterator]();
    const kernel = await KernelProcess.start({ folder: process.cwd() }, this);
    this.#kernel = kernel;
    this.#lines.on("SIGINT", () => kernel.interrupt());
    let isClean = true;
    if (this.#isTerminal) this.#output.note(kernel.banner, "Ctrl-C interrupts, Ctrl-D ends.");
    try {
      for (;;) {
        const source = await this.#readCell(lines);
        if (source === undefined) {
          if (this.#isTerminal) process.stdout.write("\n"); // after Ctrl-D, the shell's prompt has a line of its own
          break;
        }
        if (source.trim() !== "") isClean = (await this.#execute(source, lines)) && isClean;
      }
    } finally {
      this.#lines.close();
      await kernel.shutdown();
    }
    return isClean || this.#isTerminal ? EXIT.clean : EXIT.failed;
  }

  async #readCell(lines: AsyncIterator<string>): Promise<string | undefined> {
    let source = "";
    for (;;) {
      this.#ask(source === "" ? `In [${this.#count}]: ` : "   ...: ");
      const { value, done } = await lines.next();
      if (done) return source === "" ? undefined : source;
      source += source === "" ? value : `\n${value}`;
      const { reply } = this.#kernel!.request("shell", "is_complete_request", { code: source });
      if ((await reply).content.status !== "incomplete" || value === "") return source;
    }
  }

  async #execute(source: string, lines: AsyncIterator<string>): Promise<boolean> {
    const content = { code: source, silent: false, store_history: true, user_expressions: {}, allow_stdin: true };
    const { id, reply } = this.#kernel!.request("shell", "execute_request", { ...content, stop_on_error: true });
    const idle = new Promise<void>((resolve) => {
      this.#running = { id, idle: resolve };
    });
    const answered = reply.then(async ({ content: answer }) => {
      await this.#kernel!.orDeath(idle);
      this.#count = Number(answer.execution_count) + 1;
      return answer.status === "ok";
    });
    for (;;) {
      const asked = new Promise<"asked">((resolve) => {
        this.#wake = () => resolve("asked");
      });
      const ended = this.#question ? "asked" : await Promise.race([answered, asked]);
      if (ended !== "asked") return ended;
      const question = this.#question!;
      this.#question = undefined;
      this.#ask(String(question.content.prompt ?? ""));
      this.#kernel!.answer(question, String((await lines.next()).value ?? ""));
    }
  }

  #wake: () => void = () => undefined;

  asked(message: WireMessage): void {
    this.#question = message;
    this.#wake();
  }

  published(message: WireMessage): void {
    const output = new CellOutputs().take(message);
    if (output) print(output);
    const isIdle = message.header.msg_type === "status" && message.content.execution_state === "idle";
    if (isIdle && message.parent.msg_id === this.#running?.id) this.#running?.idle();
  }

  #ask(text: string): void {
    if (!this.#isTerminal) return;
    this.#lines.setPrompt(text);
    this.#lines.prompt();
  }
}
