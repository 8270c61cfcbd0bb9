// What the tests with real front ends share: the Python environment, a kernel told to it, a scratch folder, the checks.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../../..");
const bin = join(root, ".venv", "bin");

/** A scratch folder with the kernel installed for Jupyter in it, and the variables that make Jupyter look there. */
export function prepare(...options) {
  const made = spawnSync("bash", [join(root, ".ci/jupyter.sh"), ...options], { stdio: "inherit" });
  if (made.status !== 0) fail("The Python environment could not be made. These tests did NOT run.");
  if (!existsSync(join(root, "kernel/dist/main.js"))) fail("kernel/dist is missing. Run npm run build first.");
  const scratch = mkdtempSync(join(tmpdir(), "tapelab-front-end-"));
  process.on("exit", () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));
  const prefix = join(scratch, "prefix");
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    JUPYTER_PATH: join(prefix, "share/jupyter"),
    JUPYTER_CONFIG_DIR: join(scratch, "config"),
    JUPYTER_DATA_DIR: join(scratch, "data"),
    JUPYTER_RUNTIME_DIR: join(scratch, "runtime"),
    IPYTHONDIR: join(scratch, "ipython"),
  };
  delete env.TAPELAB_WORKSPACE;
  const installed = spawnSync(process.execPath, [
    join(root, "kernel/bin/tapelab-kernel.js"),
    "install",
    "--prefix",
    prefix,
  ]);
  if (installed.status !== 0) fail(`The kernel could not be installed: ${installed.stderr}`);
  return { scratch, env, python: join(bin, "python") };
}

/** Runs a program to its end; `input` is written to it. */
export function run(program, args, { env, cwd, input, timeoutMs = 300_000 }) {
  return new Promise((done) => {
    const child = spawn(program, args, { env, cwd, stdio: ["pipe", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (text) => {
      out += text;
    });
    child.stderr.on("data", (text) => {
      err += text;
    });
    const late = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    child.on("error", (error) => done({ code: -1, out, err: String(error) }));
    child.on("close", (code) => {
      clearTimeout(late);
      done({ code, out, err });
    });
    child.stdin.end(input ?? "");
  });
}

const checks = [];
const LIMIT_MS = 180_000;

/** One promise, kept or broken; the run goes on either way. */
export async function check(name, work) {
  const started = performance.now();
  let problem;
  let late;
  try {
    const limit = new Promise((_, reject) => {
      late = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
    });
    await Promise.race([work(), limit]);
  } catch (error) {
    problem = error;
  }
  clearTimeout(late);
  checks.push(problem === undefined);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problem === undefined ? "ok    " : "FAILED"}  ${name} (${seconds} s)`);
  if (problem !== undefined) console.log(`        ${String(problem.stack ?? problem).replaceAll("\n", "\n        ")}`);
}

/** Says how many checks held, and ends with an exit code that says it too. */
export function finish(title) {
  const kept = checks.filter(Boolean).length;
  console.log(`\n${title}: ${kept} of ${checks.length} ok`);
  process.exit(kept === checks.length && kept > 0 ? 0 : 1);
}

export function fail(text) {
  console.error(`\n*** ${text}\n`);
  process.exit(1);
}
