import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Kernel, startKernel } from "../client.js";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel();
  await kernel.execute("1"); // the first cell waits for TypeScript
}, 60_000);
afterAll(() => kernel.stop());

async function interrupted(code: string): Promise<void> {
  const done = kernel.execute(code);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await kernel.request("control", "interrupt_request", {});
  expect((await done).reply.ename).toBe("KeyboardInterrupt");
}

describe("names of an interrupted cell", () => {
  it("are there after a loop in the body", async () => {
    await interrupted("let n1 = 0;\nfor (;;) n1++;");
    expect((await kernel.execute("n1 > 1000")).result).toBe("true");
  });

  it("are there after a loop behind an await", async () => {
    await interrupted("let n2 = 0;\nawait 1;\nfor (;;) n2++;");
    expect((await kernel.execute("n2 > 1000")).result).toBe("true");
  });

  it("are there after a pending await", async () => {
    await interrupted("let n3 = 5;\nawait new Promise(() => undefined);\nlet n4 = 1");
    expect((await kernel.execute("n3")).result).toBe("5");
    expect((await kernel.execute("n4")).reply.evalue).toContain("Cannot find name 'n4'");
  });
});

describe("a cell of the real kernel", () => {
  it("imports what only import() can load", async () => {
    const { result } = await kernel.execute(
      '(await (await import("node:fs/promises")).readFile(process.execPath)).length > 9',
    );
    expect(result).toBe("true");
  });

  it("succeeds although a getter of its last value throws", async () => {
    const { reply, result } = await kernel.execute("({ get bad() { throw new Error('no') }, good: 1 })");
    expect(reply.status).toBe("ok");
    expect(result).toContain("good: 1");
  });

  it("warns of nothing that the user cannot change", async () => {
    const { errorText } = await kernel.execute('import { of } from "rxjs"; await import("rxjs"); of(1) !== undefined');
    expect(errorText).toBe("");
  });
});
