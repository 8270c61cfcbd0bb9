import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notebook, seconds } from "./notebooks.js";
import { bin, tapelabKernel, temporaryFolder } from "./run-kernel-command.js";

describe("tapelab-kernel console", () => {
  it("prints a notebook's cells and outputs as it runs", async () => {
    const { path, read } = notebook("const six = 6;\nsix * 7", "console.log('hi')");
    const { code, out } = await tapelabKernel(["console", path, "--save"]);
    expect(code).toBe(0);
    expect(seconds(out)).toBe(
      "\nIn [1]: const six = 6;\n        six * 7\nOut[1]: 42\n\nIn [2]: console.log('hi')\nhi\nn.ipynb: 2 cells ok (1.0 s)\n",
    );
    expect(read()[1]?.outputs[0]?.text).toEqual(["hi\n"]);
  });

  it("reads cells from standard input, over several lines where they go on, and answers prompts", async () => {
    const input = "const f = (n: number) => {\n  return n * 2;\n}\n\nf(21)\nprompt('name? ') + '!'\nbob\nnope\n";
    const { code, out, err } = await tapelabKernel(["console"], { input, cwd: temporaryFolder() });
    expect(out).toBe("Out[2]: 42\nOut[3]: 'bob!'\n");
    expect(err).toMatch(/Cell\[4\]:1:1 - TS2304/);
    expect(code).toBe(1);
  });
});

describe("Ctrl-C", () => {
  it("interrupts the cell that runs, ends the kernel, and says so", async () => {
    const loops = "require('node:fs').writeFileSync('runs', ''); for (;;);";
    const { folder, path } = notebook("1", loops, "1");
    const child = spawn(process.execPath, [bin, "run", path], { stdio: ["ignore", "ignore", "pipe"] });
    let err = "";
    child.stderr.on("data", (text) => {
      err += text;
    });
    while (!existsSync(join(folder, "runs"))) await new Promise((done) => setTimeout(done, 50));
    child.kill("SIGINT");
    const [code] = await once(child, "close");
    expect([code, err]).toEqual([1, "n.ipynb: cell [2]: interrupted by Ctrl-C\n"]);
  });
});

describe("tapelab-kernel doctor", () => {
  it("starts a kernel, runs a cell and ends it", async () => {
    const { code, out } = await tapelabKernel(["doctor"], { env: { JUPYTER_DATA_DIR: temporaryFolder() } });
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {4}kernel {4}started in \d+ ms, ran a cell in \d+ ms, stopped in \d+ ms$/m);
    expect(out).toMatch(/^note {2}spec {6}not told to Jupyter yet\. Do it with: tapelab-kernel install$/m);
  });
});
