import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Executed, type Kernel, type Message, sleep, startKernel } from "../client.js";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel.stop());

/** Waits for text of the cell on stderr. */
function toldBy({ id }: Executed, text: RegExp): Promise<Message> {
  const matches = ({ type, parent, content }: Message): boolean =>
    type === "stream" && content.name === "stderr" && parent.msg_id === id && text.test(content.text);
  return kernel.until(matches, String(text));
}

function outputsOf({ id }: Executed): string[] {
  return kernel.iopubOf(id).flatMap(({ type, content }) => (type === "stream" ? [content.text] : []));
}

describe("a failure that no cell waits for", () => {
  it("is told on stderr of the cell that caused it, and the kernel lives on", async () => {
    const rejecting = await kernel.execute("void Promise.reject(new Error('first'));\n1");
    const throwing = await kernel.execute("setTimeout(() => {\n  throw new TypeError('second');\n}, 30);\n2");
    const late = await kernel.execute(
      "void (async () => { await new Promise((r) => setTimeout(r, 30)); throw 'third'; })(); 3",
    );
    const other = await kernel.execute("4");
    expect([rejecting, throwing, late, other].map(({ reply }) => reply.status)).toEqual(["ok", "ok", "ok", "ok"]);
    const [one, two, three] = [rejecting, throwing, late].map(({ reply }) => reply.execution_count);
    expect((await toldBy(rejecting, /first/)).content.text).toMatch(
      new RegExp(`^Uncaught \\(in cell ${one}\\) Error: first\\n.*Cell\\[${one}\\]:1:\\d+`),
    );
    expect((await toldBy(throwing, /second/)).content.text).toMatch(
      new RegExp(`^Uncaught \\(in cell ${two}\\) TypeError: second\\n.*Cell\\[${two}\\]:2:9`),
    );
    expect((await toldBy(late, /third/)).content.text).toContain(`Uncaught (in cell ${three}) string: third`);
    expect(kernel.stderr).toBe("");
  });

  it("is told once, and not where the cell handles it itself", async () => {
    const handled = await kernel.execute(
      "try { await Promise.reject(new Error('mine')); } catch { console.log('caught'); }",
    );
    await sleep(100);
    expect([handled.text, outputsOf(handled).join("")]).toEqual(["caught\n", "caught\n"]);
  });
});

describe("ways out of the process", () => {
  it("process.exit is an error of the cell, also later", async () => {
    const { reply } = await kernel.execute("process.exit(3)");
    expect(reply).toMatchObject({ status: "error", ename: "SystemExit", evalue: "3" });
    const late = await kernel.execute("setTimeout(() => process.exit(4), 20); 5");
    await toldBy(late, /Uncaught \(in cell \d+\) SystemExit: 4/);
    expect((await kernel.execute("6")).result).toBe("6");
  });

  it("process.chdir changes neither the kernel nor where modules come from", async () => {
    await kernel.execute("const before = process.cwd(); process.chdir('/');");
    expect((await kernel.execute('import { of } from "rxjs"; typeof of')).result).toBe("'function'");
    await kernel.execute("process.chdir(before)");
  });
});

describe("late output", () => {
  it("belongs to the cell that started it, also while another cell runs", async () => {
    const three = await kernel.execute(
      'setTimeout(() => { console.log("late log"); display("late display"); }, 150); import { timer } from "rxjs"; timer(160).subscribe(() => console.log("late rx")); 0',
    );
    const five = await kernel.execute('console.log("now"); await new Promise((r) => setTimeout(r, 400)); 5');
    const texts = outputsOf(three).join("");
    expect(texts).toBe("late log\nlate rx\n");
    expect(kernel.iopubOf(three.id).some(({ type }) => type === "display_data")).toBe(true);
    expect(five.text).toBe("now\n");
    expect(five.iopub.some(({ type }) => type === "display_data")).toBe(false);
    const after = kernel
      .iopubOf(three.id)
      .map(({ type, content }) => (type === "status" ? content.execution_state : type));
    expect(after.filter((type) => type === "busy" || type === "idle")).toEqual(["busy", "idle"]);
  });

  it("of a subject that another cell pushes is text of the pushing cell; a display stays where it was made", async () => {
    const one = await kernel.execute(
      'import { Subject } from "rxjs"; const pushes = new Subject<number>(); const pinned = display("none"); pushes.subscribe((n) => { console.log("got", n); pinned.update(n); }); 0',
    );
    const two = await kernel.execute("pushes.next(7); 0");
    expect(two.text).toBe("got 7\n");
    const updates = kernel.iopubOf(one.id).filter(({ type }) => type === "update_display_data");
    expect(updates.map(({ content }) => content.data["text/plain"])).toEqual(["7"]);
    const made = kernel.iopubOf(one.id).find(({ type }) => type === "display_data");
    expect(updates[0]?.content.transient).toEqual(made?.content.transient);
  });

  it("keeps the order of both streams and of displays", async () => {
    const { iopub } = await kernel.execute(
      'for (let n = 0; n < 30; n++) { console.log("o" + n); console.error("e" + n); display(n); }',
    );
    const seen = iopub.flatMap(({ type, content }) =>
      type === "stream" ? content.text.trim().split("\n") : type === "display_data" ? [content.data["text/plain"]] : [],
    );
    expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => [`o${n}`, `e${n}`, `${n}`]).flat());
  });
});

describe("values", () => {
  it("are shown by the stated rules", async () => {
    for (const nothing of ["undefined", "null", "let nothing1 = 1", "void 0"]) {
      expect([nothing, (await kernel.execute(nothing)).result]).toEqual([nothing, undefined]);
    }
    expect((await kernel.execute("1+2;")).result).toBe("3");
    expect((await kernel.execute("Promise.resolve(42)")).result).toBe("Promise { 42 }");
    expect(
      (await kernel.execute("console.log([Promise.resolve({ a: 1 }), Promise.reject(2).catch(() => 0)])")).text,
    ).toBe("[ Promise { { a: 1 } }, Promise { <pending> } ]\n");
    expect((await kernel.execute('"text"')).result).toBe("'text'");
    const { iopub, result } = await kernel.execute('import { of as one } from "rxjs"; one(1)');
    const [live] = iopub.filter(({ type }) => type === "display_data");
    expect([result, live?.content.data["text/plain"]]).toEqual([undefined, expect.stringMatching(/^Observable of /)]);
  });

  it("that throw when they are looked at do not fail the cell", async () => {
    const { reply, result } = await kernel.execute(
      "({ get x(): number { throw new Error('no'); }, [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('never'); } })",
    );
    expect([reply.status, result]).toEqual(["ok", expect.stringContaining("cannot be shown")]);
  });

  it("that make their own bundle are shown by it", async () => {
    const { iopub } = await kernel.execute(
      "({ [Symbol.for('Jupyter.display')]: async () => [{ 'text/html': '<b>x</b>', 'text/plain': 'x' }, { tapelab: 1 }] })",
    );
    const result = iopub.find(({ type }) => type === "execute_result");
    expect(result?.content).toMatchObject({
      data: { "text/html": "<b>x</b>", "text/plain": "x" },
      metadata: { tapelab: 1 },
    });
  });

  it("are shown by the displays of tslab in old notebooks", async () => {
    const { reply, iopub } = await kernel.execute(
      'import * as tslab from "tslab"; tslab.display.html("<i>1</i>"); const one = tslab.newDisplay(); one.text("a"); one.png(new Uint8Array([1])); tslab.versions.tslab',
    );
    expect(reply.status).toBe("ok");
    const shown = iopub
      .filter(({ type }) => /display_data$/.test(type))
      .map(({ type, content }) => [type, content.data]);
    expect(shown).toEqual([
      ["display_data", { "text/html": "<i>1</i>", "text/plain": "<i>1</i>" }],
      ["display_data", { "text/plain": "a" }],
      ["update_display_data", { "image/png": "AQ==", "text/plain": expect.any(String) }],
    ]);
  });

  it("are tables where Arrow and Tapelab make them", async () => {
    const code =
      'import { tableFromArrays } from "apache-arrow"; tableFromArrays({ x: [1, 2.5], "</td><script>": ["<b>", "&"] })';
    const { iopub } = await kernel.execute(code);
    const data = iopub.find(({ type }) => type === "execute_result")?.content.data;
    expect(data["text/plain"]).toContain("2 rows × 2 columns");
    expect(data["text/html"]).toContain("&lt;/td&gt;&lt;script&gt;");
    expect(data["text/html"]).not.toContain("<script>");
  });
});

describe("input", () => {
  it("gives exactly what was typed, synchronously and as a promise", async () => {
    const text = "bob é 😀 \u0000";
    expect(
      (
        await kernel.execute('const given = prompt("name?"); [...given].map((c) => c.codePointAt(0)).join()', {
          answers: [text],
        })
      ).result,
    ).toBe(`'${[...text].map((char) => char.codePointAt(0)).join()}'`);
    expect((await kernel.execute('await Promise.all([input("a"), input("b")])', { answers: ["1", "2"] })).result).toBe(
      "[ '1', '2' ]",
    );
    const { iopub, id } = await kernel.execute('await input("secret", { password: true })', { answers: ["x"] });
    expect(iopub.some(({ type }) => type === "error")).toBe(false);
    const asked = kernel.messages.find(({ type, parent }) => type === "input_request" && parent.msg_id === id);
    expect(asked?.content).toEqual({ prompt: "secret", password: true });
  });

  it("is refused, with the line, where the front end does not take it", async () => {
    for (const call of ["prompt('x')", "await input('x')"]) {
      const { reply } = await kernel.execute(`const a${call.length} = 1;\n\n${call}`);
      expect(reply.ename).toBe("StdinNotAllowed");
      expect(reply.evalue).toBe(
        "This front end does not accept input for this cell. The cell stopped at line 3. Pass the value as a variable instead.",
      );
    }
  });
});
