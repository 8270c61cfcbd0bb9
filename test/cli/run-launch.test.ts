import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tapelab } from "./run-tapelab.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-run-launch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, ".tapelab"));
writeFileSync(join(folder, "sweep.json"), '{"blocks":[{"mode":"combinatorial","context":{"x":[1,2,3,4,5,6]}}]}');
// Each run says in a file that it was executed; what is appended by several processes stands line by line.
writeFileSync(
  join(folder, "model.mjs"),
  `import { appendFileSync, existsSync } from "node:fs";
   export default async ({ x, fails = 0 }) => {
     appendFileSync("executed.txt", x + "\\n");
     if (x === fails) throw new Error("x is " + x);
     if (x > 2 && existsSync("wait")) await new Promise((done) => setTimeout(done, 60000));
     return { square: x * x };
   };`,
);
const executed = (): string[] => readFileSync(join(folder, "executed.txt"), "utf8").trim().split("\n").sort();
const launch = (...args: string[]) =>
  tapelab(["run", "launch", "sweep.json", "--program", "model.mjs", "--jobs", "2", "--cache", "off", ...args], {
    cwd: folder,
  });

test("executes a plan and says how it went", async () => {
  const { code, out, err } = await launch();
  expect([code, err.match(/run \d .* completed/g)?.length]).toEqual([0, 6]);
  expect(out).toMatch(/^completed: 6 completed of 6 runs \(launch [0-9a-f]{32}, attempt 1\)\n$/);
  expect(executed()).toEqual(["1", "2", "3", "4", "5", "6"]);
  const list = await tapelab(["run", "ls"], { cwd: folder });
  expect(list.out).toMatch(/model\s+.*complete\s+6\s+6\s+0/);
  const labels = async (...args: string[]) => (await tapelab(["ls", "--json", ...args], { cwd: folder })).out;
  expect(await labels()).not.toContain('"launch-');
  expect(await labels("--all")).toContain('"launch-');
});

test.each([
  ["ends the process", "process.exit(0)"],
  ["waits for what never comes", "new Promise(() => {})"],
])("a program in this process that %s does not end as a launch that is done", async (name, code) => {
  writeFileSync(join(folder, "leaves.cjs"), `exports.default = () => ${code};`);
  const args = ["run", "launch", "sweep.json", "--program", "leaves.cjs", "--jobs", "0", "--key", name];
  const left = await tapelab(args, { cwd: folder });
  expect([left.code, left.out]).toEqual([1, ""]);
  expect(left.err).toMatch(
    /The launch was cut off: .* Do what is missing: tapelab run retry SPEC --launch-id [0-9a-f]{64}/,
  );
});

test("ends with 1 and the reason when a run failed", async () => {
  const { code, out, err } = await launch("--set", "fails=3", "--policy", "continue", "--key", "bad");
  expect([code, out]).toEqual([1, expect.stringContaining("failed: 5 completed, 1 failed of 6 runs")]);
  expect(err).toContain('run 2 {"fails":3,"x":3} failed');
  expect(err).toContain("Error: x is 3");
  const id = /launch ([0-9a-f]{64})/.exec(out)?.[1] ?? "";
  const shown = await tapelab(["run", "show", id.slice(0, 12)], { cwd: folder });
  expect(shown.out).toMatch(/state\s+failed/);
  expect(shown.out).toContain("Error: x is 3");
});

test("a launch whose launcher is killed goes on where it stood, and runs nothing twice", async () => {
  rmSync(join(folder, "executed.txt"), { force: true });
  writeFileSync(join(folder, "wait"), "");
  const bin = resolve(import.meta.dirname, "../../sdk/bin/tapelab.js");
  const program = ["--program", "model.mjs", "--jobs", "2", "--cache", "off", "--key", "night"];
  const args = ["run", "launch", "sweep.json", ...program];
  const launcher = spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  await heard(launcher, /(run [01] .* completed[\s\S]*){2}/);
  launcher.kill("SIGKILL");
  await new Promise((done) => launcher.once("close", done));
  rmSync(join(folder, "wait"));
  const stopped = await tapelab(["run", "ls", "--json"], { cwd: folder });
  const [first] = stopped.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({ status: "partial", problems: expect.arrayContaining(["missing_run_space_end"]) });
  const states = async () =>
    first.runs.length > 0 && (await tapelab(["run", "show", "--json", first.run_space_launch_id], { cwd: folder })).out;
  await expect.poll(states, { timeout: 10_000 }).not.toContain('"running"'); // runs end with their launcher
  const before = executed().length;
  const { code, out } = await tapelab(["run", "retry", ...args.slice(2)], { cwd: folder });
  expect([code, out]).toEqual([0, expect.stringContaining("completed: 4 completed of 4 runs")]);
  expect(out).toContain("attempt 2");
  expect(executed().length).toBe(before + 4);
  const again = await tapelab(["run", "retry", ...args.slice(2)], { cwd: folder });
  expect([again.code, again.out]).toEqual([0, expect.stringContaining("completed: nothing to run (launch")]);
}, 60_000);

test("two launchers of one key at once start one attempt", async () => {
  const both = await Promise.all([launch("--key", "twice"), launch("--key", "twice")]);
  const codes = both.map(({ code }) => code).sort();
  const refused = both.find(({ code }) => code === 2);
  if (refused)
    expect(refused.err).toMatch(/was already started.*The next is 2\.|attempt 1 is under way.*Attempt 2 begins/);
  else expect(new Set(both.map(({ out }) => /attempt (\d)/.exec(out)?.[1]))).toEqual(new Set(["1", "2"]));
  expect(codes[0]).toBe(0);
});

test("a mistake is one text and exit code 2", async () => {
  const none = await tapelab(["run", "launch", "sweep.json"], { cwd: folder });
  expect([none.code, none.err]).toEqual([2, expect.stringContaining("--program FILE, or a command behind --")]);
  const gone = await tapelab(["run", "launch", "sweep.json", "--program", "gone.mjs"], { cwd: folder });
  expect([gone.code, gone.err]).toEqual([2, expect.stringContaining("There is no program at")]);
});

test.each([
  ["once: what runs is ended, and the end is on the tape", 1, "interrupted"],
  ["twice: it leaves at once, and nothing is left running", 2, "partial"],
] as const)(
  "Ctrl-C %s",
  async (_, presses, state) => {
    writeFileSync(
      join(folder, "stubborn.mjs"),
      `import { appendFileSync } from "node:fs";
     if (${presses} === 2) process.on("SIGTERM", () => undefined);
     export default async () => { appendFileSync("pids.txt", process.pid + "\\n"); await new Promise((r) => setTimeout(r, 60000)); };`,
    );
    writeFileSync(join(folder, "pids.txt"), "");
    const bin = resolve(import.meta.dirname, "../../sdk/bin/tapelab.js");
    const args = [
      "run",
      "launch",
      "sweep.json",
      "--program",
      "stubborn.mjs",
      "--jobs",
      "2",
      "--launch-id",
      `keys-${presses}`,
    ];
    const launcher = spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    const pids = () => readFileSync(join(folder, "pids.txt"), "utf8").trim().split("\n").filter(Boolean).map(Number);
    await expect.poll(() => pids().length, { timeout: 30_000 }).toBe(2);
    const said = heard(launcher, /Stopping: what runs is ended/);
    launcher.kill("SIGINT");
    await said;
    if (presses === 2) launcher.kill("SIGINT");
    const code = await new Promise((done) => launcher.once("close", done));
    expect(code).toBe(1);
    const isGone = (pid: number): boolean => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    };
    await expect.poll(() => pids().every(isGone), { timeout: 10_000 }).toBe(true);
    const shown = await tapelab(["run", "show", `keys-${presses}`, "--json"], { cwd: folder });
    expect(JSON.parse(shown.out)).toMatchObject({ status: state });
  },
  60_000,
);

/** Resolves when the process has written what is waited for. */
function heard(child: ChildProcess, pattern: RegExp): Promise<void> {
  let text = "";
  return new Promise((done) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (pattern.test(text)) done();
      });
  });
}
