/** Input of the user: `prompt` waits for it as a browser does, `input` is its promise. One question is open at a time. */
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { type InputAnswer, sharedCells } from "../link.js";
import { assertNotInterrupted, CellInterrupted, outputCell, type RunningCell } from "./cells.js";
import { host } from "./host.js";
import { post, sharedMemory } from "./post.js";

export interface InputOptions {
  /** The front end hides what is typed. */
  readonly password?: boolean;
}

/** Thrown where the front end does not take input for a cell. */
class StdinNotAllowed extends Error {
  override readonly name: string = "StdinNotAllowed";
}

let port: MessagePort | undefined;
/** Resolves when the open question has its answer. */
let open: Promise<unknown> | undefined;

/** Answers arrive on this port. */
export function openStdin(answers: MessagePort): void {
  port = answers;
  answers.unref();
}

/** Asks the user and waits for the text; nothing else runs meanwhile. */
export function prompt(text: string = ""): string {
  const cell = asker();
  const shared = sharedMemory();
  if (port === undefined || open !== undefined) {
    throw new Error("prompt: another question of this notebook is open. Nothing was asked. Await it first.");
  }
  forgetAnswers(port, shared);
  ask(cell, text, false);
  return textOf(cell, nextAnswer(port, shared));
}

/** Waits for the answer. The sign for an earlier one can come after it was taken: then the wait goes on. */
function nextAnswer(answers: MessagePort, shared: Int32Array): InputAnswer {
  for (;;) {
    Atomics.wait(shared, sharedCells.input, 0);
    Atomics.store(shared, sharedCells.input, 0);
    const received = receiveMessageOnPort(answers) as { message: InputAnswer } | undefined;
    if (received) return received.message;
  }
}

/** Asks the user; resolves with the text. */
export async function input(text: string = "", { password = false }: InputOptions = {}): Promise<string> {
  const cell = asker();
  while (open !== undefined) await open;
  assertNotInterrupted();
  const asking = answerOf(cell, text, password);
  const closed = asking.then(
    () => undefined,
    () => undefined,
  );
  open = closed;
  void closed.then(() => {
    if (open === closed) open = undefined;
  });
  return asking;
}

async function answerOf(cell: RunningCell, text: string, password: boolean): Promise<string> {
  const answers = port;
  if (answers === undefined) throw new CellInterrupted(cell.ref.count);
  forgetAnswers(answers, sharedMemory());
  const answer = await new Promise<InputAnswer>((resolve) => {
    answers.once("message", resolve);
    cell.signal.addEventListener("abort", () => resolve({ interrupted: true }), { once: true });
    ask(cell, text, password);
  });
  answers.removeAllListeners("message");
  Atomics.store(sharedMemory(), sharedCells.input, 0);
  return textOf(cell, answer);
}

/** The cell that asks; throws when it may not. */
function asker(): RunningCell {
  assertNotInterrupted();
  const cell = outputCell();
  if (cell?.ref.allowStdin) return cell;
  const place = host().placeOf(new Error());
  const where = place === undefined ? "" : ` at line ${place.line}`;
  throw new StdinNotAllowed(
    `This front end does not accept input for this cell. The cell stopped${where}. Pass the value as a variable instead.`,
  );
}

function ask({ ref }: RunningCell, text: string, password: boolean): void {
  post({ type: "input", key: ref.key, prompt: String(text), password });
}

function textOf({ ref }: RunningCell, answer: InputAnswer): string {
  if ("interrupted" in answer) throw new CellInterrupted(ref.count);
  return answer.text;
}

/** Drops answers that came too late for their question. */
function forgetAnswers(answers: MessagePort, shared: Int32Array): void {
  while (receiveMessageOnPort(answers) !== undefined);
  Atomics.store(shared, sharedCells.input, 0);
}
