import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Output } from "#kernel/wire/output.js";

interface Sent {
  readonly key: number;
  readonly name: string;
  readonly text: string;
}

const MiB = 1024 * 1024;

function outputWith(limitBytes: number = 16 * MiB) {
  const sent: Sent[] = [];
  const released = { bytes: 0 };
  const output = new Output(
    {
      stream: (key, name, text) => sent.push({ key, name, text }),
      sent: (bytes) => {
        released.bytes += bytes;
      },
    },
    limitBytes,
  );
  const write = (key: number, text: string, name: "stdout" | "stderr" = "stdout") =>
    output.write(key, name, text, text.length);
  const textOf = (key: number) =>
    sent
      .filter((message) => message.key === key)
      .map(({ text }) => text)
      .join("");
  return { output, sent, released, write, textOf };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("Output", () => {
  it("joins the writes of 20 ms into one message", () => {
    const { output, sent, write } = outputWith();
    output.begin(1);
    for (const text of ["a", "b", "c"]) write(1, text);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(sent).toEqual([{ key: 1, name: "stdout", text: "abc" }]);
  });

  it("sends at most one message per 10 ms of a cell that prints without end, and at most 20 ms late", () => {
    const { output, sent, write, textOf } = outputWith(1024 * MiB);
    output.begin(1);
    let expected = "";
    for (let ms = 0; ms < 1000; ms++) {
      for (let count = 0; count < 40; count++) {
        const text = `${ms}.${count} ${"x".repeat(1000)}\n`;
        expected += text;
        write(1, text);
      }
      vi.advanceTimersByTime(1);
    }
    output.end(1);
    expect(textOf(1)).toBe(expected);
    expect(sent.length).toBeLessThanOrEqual(101);
    expect(sent.length).toBeGreaterThanOrEqual(49);
  });

  it("keeps the order of stdout and stderr", () => {
    const { output, sent, write } = outputWith();
    output.begin(1);
    for (let count = 0; count < 100; count++) write(1, `${count} `, count % 3 === 0 ? "stderr" : "stdout");
    output.end(1);
    expect(sent.map(({ text }) => text).join("")).toBe(Array.from({ length: 100 }, (_, count) => `${count} `).join(""));
    for (const { name, text } of sent) {
      for (const word of text.trim().split(" ")) expect(name).toBe(Number(word) % 3 === 0 ? "stderr" : "stdout");
    }
  });

  it("keeps the texts of two cells apart", () => {
    const { output, sent, write, textOf } = outputWith();
    output.begin(2);
    for (const text of ["a", "b"]) {
      write(1, text);
      write(2, text.toUpperCase());
    }
    output.flush(2);
    expect(sent).toEqual([{ key: 2, name: "stdout", text: "AB" }]);
    output.flushAll();
    expect(textOf(1)).toBe("ab");
  });
});

describe("the limit of Output", () => {
  it("gives every byte back, also of text that is not shown", () => {
    const { output, released, write } = outputWith(1000);
    output.begin(1);
    for (let count = 0; count < 100; count++) write(1, "x".repeat(99));
    write(2, "y".repeat(5000));
    output.end(1);
    output.flushAll();
    expect(released.bytes).toBe(100 * 99 + 5000);
  });

  it("shows all of a text of exactly the limit, without a notice", () => {
    const { output, write, textOf } = outputWith(3 * MiB);
    output.begin(1);
    for (let count = 0; count < 3; count++) write(1, "x".repeat(MiB));
    output.end(1);
    expect(textOf(1)).toBe("x".repeat(3 * MiB));
  });

  it("shows the first MiBs and the last of a longer text, and between them how much is missing", () => {
    const { output, sent, write, textOf } = outputWith(2 * MiB);
    output.begin(1);
    const line = (count: number) => `${String(count).padStart(8)}${"x".repeat(1015)}\n`;
    for (let count = 0; count < 10 * 1024; count++) write(1, line(count));
    output.end(1);
    const shown = textOf(1);
    expect(shown.startsWith(line(0) + line(1))).toBe(true);
    expect(shown.endsWith(line(10 * 1024 - 1))).toBe(true);
    const notice = sent.find(({ text }) => text.includes("[tapelab:"))?.text ?? "";
    const missing = Number(/(\d+) lines/.exec(notice)?.[1]);
    expect(notice).toMatch(
      /^\n\[tapelab: \d+ lines \(\d+ MiB\) not shown\. Raise kernel\.output_limit_bytes to see them\.\]\n$/,
    );
    expect(shown.length - notice.length).toBe((10 * 1024 - missing) * 1024);
    expect(missing).toBeGreaterThan(6.9 * 1024);
    expect(sent.filter(({ text }) => text.includes("[tapelab:"))).toHaveLength(1);
  });

  it("counts the limit anew for the next cell", () => {
    const { output, write, textOf } = outputWith(1000);
    for (const key of [1, 2]) {
      output.begin(key);
      write(key, "x".repeat(900));
      output.end(key);
      expect(textOf(key)).toBe("x".repeat(900));
    }
  });

  it("stops late text of a cell that has ended at the limit, with one notice", () => {
    const { output, sent, write } = outputWith(1000);
    output.begin(1);
    output.end(1);
    for (let count = 0; count < 50; count++) {
      write(1, "x".repeat(100));
      vi.advanceTimersByTime(30);
    }
    expect(sent.filter(({ text }) => text.includes("late text"))).toHaveLength(1);
    expect(sent.filter(({ name }) => name === "stdout")).toHaveLength(10);
  });
});
