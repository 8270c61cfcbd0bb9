import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Channel, type Content, eventually, type Kernel, startKernel, typesOf } from "../client.js";

let kernel: Kernel;

beforeAll(async () => {
  kernel = await startKernel();
});

afterAll(() => kernel?.stop());

async function ask(type: string, content: Record<string, unknown>, channel: Channel = "shell"): Promise<Content> {
  const reply = await kernel.request(channel, `${type}_request`, content);
  expect(reply.type).toBe(`${type}_reply`);
  expect(reply.channel).toBe(channel);
  const id = reply.parent.msg_id;
  await eventually(() => typesOf(kernel.iopubOf(id)).at(-1)).toBe("idle");
  expect(typesOf(kernel.iopubOf(id))).toEqual(["busy", "idle"]);
  return reply.content;
}

const points = (text: string): number => [...text].length;

describe("complete_request", () => {
  it("offers members with types, and ranges in code points", async () => {
    const code = '"é😀".len';
    const answer = await ask("complete", { code, cursor_pos: points(code) });
    expect(answer).toMatchObject({ status: "ok", cursor_start: 5, cursor_end: 8 });
    expect(answer.matches[0]).toBe("length");
    const [first] = answer.metadata._jupyter_types_experimental;
    expect(first).toMatchObject({ text: "length", type: "property", start: 5, end: 8 });
    expect(answer.metadata._jupyter_types_experimental).toHaveLength(answer.matches.length);
  });

  it("knows the variables of earlier cells", async () => {
    await kernel.execute("const sigmaOfEarlier = 3; function betaOfEarlier() { return 1; }");
    expect((await ask("complete", { code: "sigmaOf", cursor_pos: 7 })).matches).toEqual(["sigmaOfEarlier"]);
    const [beta] = (await ask("complete", { code: "betaOf", cursor_pos: 6 })).metadata._jupyter_types_experimental;
    expect(beta).toMatchObject({ text: "betaOfEarlier", type: "function" });
  });

  it("offers at most 500 matches, and keeps the cursor where nothing fits", async () => {
    const all = await ask("complete", { code: "", cursor_pos: 0 });
    expect(all.matches.length).toBeLessThanOrEqual(500);
    const none = await ask("complete", { code: "zzqqzz", cursor_pos: 6 });
    expect(none).toMatchObject({ status: "ok", matches: [] });
    expect(none.cursor_end).toBe(6);
  });

  it("completes magics with exact ranges, on line 2 of a cell after characters of two units", async () => {
    const code = "const s = '😀é';\n%tape st";
    const answer = await ask("complete", { code, cursor_pos: points(code) });
    expect(answer.matches.toSorted()).toEqual(["stage", "start", "status"]);
    expect(answer).toMatchObject({ cursor_start: points(code) - 2, cursor_end: points(code) });
    expect(answer.metadata._jupyter_types_experimental[0].type).toBe("magic");
    expect((await ask("complete", { code: "%ta", cursor_pos: 3 })).matches).toContain("%tape");
  });

  it("completes TypeScript on the line after a magic", async () => {
    const code = "%lsmagic\nMath.hyp";
    expect((await ask("complete", { code, cursor_pos: code.length })).matches).toContain("hypot");
  });

  it("offers the columns of a table in the notebook", async () => {
    await kernel.execute('const { tableFromArrays } = await import("apache-arrow");');
    await kernel.execute("const df = tableFromArrays({ pressure: [1], prandtl: [2], other: [3] });");
    const code = 'df.getChild("pr")';
    const answer = await ask("complete", { code, cursor_pos: 15 });
    expect(answer.matches.slice(0, 2).sort()).toEqual(["prandtl", "pressure"]);
    expect(answer).toMatchObject({ cursor_start: 13, cursor_end: 15 });
  });
});

describe("inspect_request", () => {
  it.each([
    ["at the end", "Math.hypot", 10],
    ["inside", "Math.hypot", 7],
    ["just after the bracket", "Math.hypot(", 11],
    ["after a magic line", "%lsmagic\nMath.hypot", 15],
    ["after characters of two units", "'😀😀'; Math.hypot", 16],
  ])("describes a name %s", async (_, code, cursor_pos) => {
    const { status, found, data } = await ask("inspect", { code, cursor_pos, detail_level: 0 });
    expect({ status, found }).toEqual({ status: "ok", found: true });
    expect(data["text/plain"]).toContain("hypot");
    expect(data["text/markdown"]).toContain("```typescript");
    expect(data["text/html"]).toContain("hypot");
  });

  it("shows value and cell of a live variable with detail 1", async () => {
    const { reply } = await kernel.execute("const inspected = [101, 102];");
    const { data } = await ask("inspect", { code: "inspected", cursor_pos: 9, detail_level: 1 });
    expect(data["text/plain"]).toContain("101");
    expect(data["text/plain"]).toContain(`cell ${reply.execution_count}`);
  });

  it("escapes what it shows as HTML", async () => {
    await kernel.execute("const hostile = (x: '<img src=x onerror=alert(1)>') => x;");
    const { data } = await ask("inspect", { code: "hostile", cursor_pos: 7, detail_level: 1 });
    expect(data["text/html"]).not.toContain("<img");
  });

  it("finds nothing where nothing is", async () => {
    expect(await ask("inspect", { code: "zzqq", cursor_pos: 4, detail_level: 0 })).toEqual({
      ...{ status: "ok", found: false, data: {}, metadata: {} },
    });
    expect((await ask("inspect", { code: "", cursor_pos: 0 })).found).toBe(false);
  });

  it("describes magics", async () => {
    const { found, data } = await ask("inspect", { code: "%tape start", cursor_pos: 9, detail_level: 0 });
    expect(found).toBe(true);
    expect(data["text/plain"]).toContain("%tape start");
  });
});

describe("is_complete_request", () => {
  it.each([
    ["1 + 1", { status: "complete" }],
    ["", { status: "complete" }],
    ["for (const x of [1]) {", { status: "incomplete", indent: "  " }],
    ["f(1,", { status: "incomplete", indent: "  " }],
    ["`open", { status: "incomplete", indent: "" }],
    ["/* open", { status: "incomplete", indent: "" }],
    ["let = ;", { status: "invalid" }],
    ["%tape status", { status: "complete" }],
    ["%%time\nlet x = 1", { status: "incomplete", indent: "" }],
    ["%%time\nlet x = 1\n\n", { status: "complete" }],
  ])("says of %j: %j", async (code, expected) => {
    expect(await ask("is_complete", { code })).toEqual(expected);
  });

  it("indents by at most 20 blanks", async () => {
    const { indent } = await ask("is_complete", { code: "{".repeat(50) });
    expect(indent).toBe(" ".repeat(20));
  });
});

describe("history_request", () => {
  it("gives ranges, matches and the tail of this session", async () => {
    const own = await startKernel();
    try {
      for (const code of ["1+2", "let a = 7;", "a", "1*2*3"]) await own.execute(code);
      const history = async (content: Record<string, unknown>): Promise<unknown> =>
        (await own.request("shell", "history_request", content)).content.history;
      expect(await history({ hist_access_type: "range", session: 0, start: 1, stop: 3, output: false })).toEqual([
        [1, 1, "1+2"],
        [1, 2, "let a = 7;"],
      ]);
      expect(await history({ hist_access_type: "search", pattern: "1?2*", unique: true })).toEqual([
        [1, 1, "1+2"],
        [1, 4, "1*2*3"],
      ]);
      expect(await history({ hist_access_type: "tail", n: 2, output: true })).toEqual([
        [1, 3, ["a", "7"]],
        [1, 4, ["1*2*3", "6"]],
      ]);
    } finally {
      await own.stop();
    }
  });
});

describe("the other requests", () => {
  it("connect_request tells the five ports", async () => {
    const { shell_port, iopub_port, stdin_port, control_port, hb_port } = kernel.connection;
    expect(await ask("connect", {})).toEqual({
      ...{ status: "ok", shell_port, iopub_port, stdin_port, control_port, hb_port },
    });
  });

  it("debug_request is answered with a failure, so that no client waits", async () => {
    const answer = await ask("debug", { type: "request", seq: 7, command: "debugInfo" }, "control");
    expect(answer).toMatchObject({ type: "response", request_seq: 7, command: "debugInfo", success: false });
    expect(answer.message).toBeTypeOf("string");
  });

  it.each(["create_subshell", "delete_subshell", "list_subshell"])("%s_request is refused", async (type) => {
    const answer = await ask(type, {}, "control");
    expect(answer).toMatchObject({ status: "error", evalue: "subshells are not supported" });
  });

  it("interrupt_request without a cell is answered with ok", async () => {
    expect(await ask("interrupt", {}, "control")).toEqual({ status: "ok" });
  });

  it("kernel_info_request tells the language and no debugger, also while a cell runs", async () => {
    const info = await ask("kernel_info", {});
    expect(info).toMatchObject({ debugger: false, supported_features: [], protocol_version: "5.4" });
    expect(info.language_info).toMatchObject({
      name: "typescript",
      file_extension: ".ts",
      mimetype: "text/typescript",
    });
    expect(info.language_info.version).toBe((await import("@tslab/typescript-for-tslab")).default.version);
  });

  it("a type that does not exist gets busy, idle, one line in the log, and no reply", async () => {
    const before = kernel.messages.length;
    for (let count = 0; count < 2; count++) {
      const id = await kernel.send("shell", "make_coffee_request", {});
      await eventually(() => typesOf(kernel.iopubOf(id))).toEqual(["busy", "idle"]);
    }
    await ask("kernel_info", {});
    const replies = kernel.messages.slice(before).filter(({ channel }) => channel !== "iopub");
    expect(replies.map(({ type }) => type)).toEqual(["kernel_info_reply"]);
    expect(kernel.stderr.match(/make_coffee_request/g)).toHaveLength(1);
  });

  it("a request whose content makes no sense is answered all the same", async () => {
    for (const content of [{ code: 7, cursor_pos: "x" }, { code: null }, { cursor_pos: -5, code: "abc" }, {}]) {
      expect((await kernel.request("shell", "complete_request", content)).content.status).toBe("ok");
      expect((await kernel.request("shell", "inspect_request", content)).content.status).toBe("ok");
    }
    expect((await kernel.request("shell", "history_request", { hist_access_type: 5, n: "x" })).content.history).toEqual(
      [],
    );
    expect((await kernel.request("shell", "execute_request", {})).content.status).toBe("ok");
    expect(
      (await kernel.request("shell", "execute_request", { code: "5", user_expressions: null })).content.status,
    ).toBe("ok");
  });
});
