import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { jsonText, Output } from "#sdk/cli/output.js";

/** A stream that says it is a terminal, and keeps what was written. */
function terminal(columns = 40): { stream: NodeJS.WriteStream; text(): string } {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns });
  let text = "";
  stream.on("data", (data: Buffer) => {
    text += data.toString();
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

const quiet = { json: false, quiet: false, onClosed: () => undefined };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("Output", () => {
  it("colors on a terminal, and not with NO_COLOR or a dumb one", () => {
    vi.stubEnv("NO_COLOR", "");
    vi.stubEnv("TERM", "xterm-256color");
    const out = new Output(quiet, terminal().stream, terminal().stream);
    expect(out.bold("x")).toBe("\u001b[1mx\u001b[22m");
    vi.stubEnv("NO_COLOR", "1");
    expect(out.bold("x") + out.good("y") + out.dim("z")).toBe("xyz");
    vi.stubEnv("NO_COLOR", "");
    vi.stubEnv("TERM", "dumb");
    expect(out.bad("x")).toBe("x");
  });

  it("has the width of the terminal, and none in a pipe", () => {
    expect(new Output(quiet, terminal(57).stream, terminal().stream).width).toBe(57);
    const pipe = new PassThrough() as unknown as NodeJS.WriteStream;
    const piped = new Output(quiet, pipe, pipe);
    expect([piped.width, piped.hasColor, piped.isTerminal]).toEqual([Number.POSITIVE_INFINITY, false, false]);
  });

  it("shows progress on a terminal only, and clears it before anything else is written", async () => {
    const err = terminal();
    const out = terminal();
    const output = new Output(quiet, out.stream, err.stream);
    output.progress("half");
    await output.lines("result");
    expect(err.text()).toBe("\r\u001b[2Khalf\r\u001b[2K");
    expect(out.text()).toBe("result\n");
    for (const options of [
      { ...quiet, quiet: true },
      { ...quiet, json: true },
    ]) {
      const silent = terminal();
      new Output(options, out.stream, silent.stream).progress("half");
      expect(silent.text()).toBe("");
    }
  });

  it("keeps remarks back when quiet, and errors never", () => {
    const err = terminal();
    const output = new Output({ ...quiet, quiet: true }, terminal().stream, err.stream);
    output.note("remark");
    output.error("error");
    expect(err.text()).toBe("error\n");
  });

  it("tells once that its reader is gone, and writes nothing more", async () => {
    const out = new PassThrough();
    const onClosed = vi.fn();
    const output = new Output({ ...quiet, onClosed }, out as unknown as NodeJS.WriteStream, terminal().stream);
    for (let k = 0; k < 2; k++) out.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    expect(onClosed.mock.calls).toEqual([[true]]);
    expect(output.isClosed).toBe(true);
    await output.lines("x".repeat(1 << 20));
    expect(out.read()).toBeNull();
  });

  it("says in one line that the output could not be written", () => {
    const out = new PassThrough();
    const err = terminal();
    const onClosed = vi.fn();
    const output = new Output({ ...quiet, onClosed }, out as unknown as NodeJS.WriteStream, err.stream);
    out.emit("error", Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
    expect(err.text()).toBe("The output could not be written: ENOSPC: no space left on device, write\n");
    expect(onClosed.mock.calls).toEqual([[false]]);
    expect(output.isClosed).toBe(true);
  });

  it("waits while its reader is slow", async () => {
    const out = new PassThrough({ highWaterMark: 10 });
    const output = new Output(quiet, out as unknown as NodeJS.WriteStream, terminal().stream);
    let isDone = false;
    const writing = output.lines("x".repeat(100)).then(() => {
      isDone = true;
    });
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    out.resume();
    await writing;
    expect(isDone).toBe(true);
  });
});

describe("jsonText", () => {
  it("is the same JSON without characters that a terminal acts on", () => {
    const value = { "\u001b[31m": "\u009b2J \u202e \u2028 ok ü 温" };
    const text = jsonText(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).toBe('{"\\u001b[31m":"\\u009b2J \\u202e \\u2028 ok ü 温"}');
  });
});
