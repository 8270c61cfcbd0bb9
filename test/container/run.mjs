/**
 * Containers by a real engine: `npm run test:containers`. Podman of Debian, as root, without systemd and registry: its images
 * lie in a scratch folder (vfs), the image is a tar of a static busybox. Installs what is missing with apt-get; ends with 75,
 * and says so, on a machine that does not let any container run; with 1 when a promise is broken. Works in namespaces of its own: crun refuses a hybrid cgroup tree, so its unified part
 * is taken away there; and whatever is left running ends with the test.
 */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const require = createRequire(import.meta.url);
const isInside = process.argv[2] === "inside";
const packages = ["podman", "crun", "busybox-static"];

if (!isInside) {
  attempt("install podman", install);
  const spaces = ["--mount", "--propagation", "private", "--pid", "--fork", "--mount-proc", "--kill-child"];
  attempt("make namespaces", () => execFileSync("unshare", [...spaces, "true"], { stdio: "inherit" }));
  const words = [...spaces, process.execPath, import.meta.filename, "inside"];
  process.exit(spawnSync("unshare", words, { stdio: "inherit" }).status ?? 1);
}

const { openWorkspace } = require(resolve(import.meta.dirname, "../../sdk/dist/index.js"));
const { launch, runContainer } = require(resolve(import.meta.dirname, "../../sdk/dist/run/index.js"));
const base = { image: "localhost/model:1", backend: "podman" };
const oneRun = (year) => ({ blocks: [{ mode: "by_position", context: { year: [year] } }] });
if (process.argv[3] === "launcher") {
  const container = { ...base, command: ["sleep", "600"] };
  await (await launch(await openWorkspace(process.argv[4]), oneRun(1), { container }, { jobs: 1 })).done;
}

const scratch = mkdtempSync(join(tmpdir(), "tapelab-podman-"));
const unified = "/sys/fs/cgroup/unified";
attempt("run a container by podman alone", () => {
  if (existsSync(unified)) execFileSync("umount", [unified]);
  configure();
  makeImage("model:1", "one");
  execFileSync("podman", ["run", "--rm", "--network", "none", base.image, "cat", "/version"], { stdio: "inherit" });
});

const root = join(scratch, "project");
mkdirSync(root);
const ws = await openWorkspace(root);
const textOf = async (artifact) => Buffer.from(await artifact.bytes()).toString();
let failures = 0;

await check("executes a container, and answers the same one with its outputs", async () => {
  const [input, out] = [join(root, "in"), join(root, "out")];
  mkdirSync(input);
  writeFileSync(join(input, "rows"), "1 2 3\n");
  const spec = {
    ...base,
    command: ["sh", "-c", 'wc -w < /in/rows > /out/words; cp "$TAPELAB_CONTEXT" /out/context; cat /version'],
    mounts: [
      { host: input, target: "/in" },
      { host: out, target: "/out", mode: "rw" },
    ],
    outputs: { words: join(out, "words"), context: join(out, "context") },
  };
  const first = await runContainer(ws, "count", spec, { config: { year: 2030 } });
  assert.equal(first.cached, false);
  assert.equal((await textOf(first.outputs.words)).trim(), "3");
  assert.equal(await textOf(first.outputs.context), '{"year":2030}');
  assert.equal(await textOf(first.outputs["container.log"]), "one\n");
  rmSync(join(out, "words"));
  const second = await runContainer(ws, "count", spec, { config: { year: 2030 } });
  assert.equal(second.source, first.id);
  assert.equal(readFileSync(join(out, "words"), "utf8").trim(), "3");
});

await check("executes again when the tag names another image, and what ran is what was identified", async () => {
  const spec = { ...base, command: ["cat", "/version"] };
  const first = await runContainer(ws, "version", spec);
  makeImage("model:1", "two");
  const second = await runContainer(ws, "version", spec);
  assert.deepEqual([first.cached, second.cached], [false, false]);
  assert.equal(await textOf(second.outputs["container.log"]), "two\n");
  assert.equal(second.miss.reason, "code_changed");
});

await check("has no network, cannot write what is mounted ro, and has only the variables it was given", async () => {
  process.env.LEAK = "leaked";
  const script = "ls /sys/class/net; touch /in/x || echo read-only; echo $KEPT; env | grep -c LEAK";
  const mounts = [{ host: join(root, "in"), target: "/in" }];
  const spec = { ...base, command: ["sh", "-c", `${script}; true`], mounts, env: { KEPT: "a b\nc", GONE: null } };
  const { outputs } = await runContainer(ws, "closed", spec);
  const text = await textOf(outputs["container.log"]);
  assert.match(text, /^lo$/m);
  assert.doesNotMatch(text, /eth|tap/);
  // What it says on two streams comes in either order.
  for (const said of [/Read-only file system/, /^read-only$/m, /^a b c$/m, /^0$/m]) assert.match(text, said);
});

await check("says how a container failed", async () => {
  const failing = runContainer(ws, "bad", { ...base, command: ["sh", "-c", "echo no such year >&2; exit 3"] });
  await assert.rejects(failing, { code: "container-failed", message: /ended with code 3.*no such year/ });
  const unknown = runContainer(ws, "bad", { ...base, command: ["no-such-program"] });
  await assert.rejects(unknown, { code: "container-failed", message: /no-such-program/ });
});

await check("executes a launch of containers, two at once", async () => {
  const spec = { blocks: [{ mode: "by_position", context: { year: [1, 2, 3, 4] } }] };
  const container = {
    ...base,
    command: ["sh", "-c", 'cp "$TAPELAB_CONTEXT" /out/context'],
    mounts: [{ host: "workspace://out", target: "/out", mode: "rw" }],
    outputs: { context: "workspace://out/context" },
  };
  const first = await (await launch(ws, spec, { container }, { jobs: 2 })).done;
  assert.equal(first.summary.completed, 4, JSON.stringify(first.runs));
  const second = await (await launch(ws, spec, { container }, { jobs: 2 })).done;
  assert.equal(second.summary.cached, 4);
  for (const { session, context } of second.runs)
    assert.equal(readFileSync(join(ws.dir, "runs", session, "out/context"), "utf8"), JSON.stringify(context));
});

await check("leaves no container when a launch is cancelled", async () => {
  const started = await launch(ws, oneRun(2), { container: { ...base, command: ["sleep", "600"] } }, { jobs: 1 });
  await until(() => containers().length === 1);
  started.cancel();
  assert.equal((await started.done).summary.cancelled, 1);
  await until(() => containers().length === 0);
});

await check("leaves no container when its launcher is killed", async () => {
  const launcher = spawn(process.execPath, [import.meta.filename, "inside", "launcher", root], { stdio: "inherit" });
  await until(() => containers().length === 1);
  launcher.kill("SIGKILL");
  await until(() => containers().length === 0);
});

spawnSync("podman", ["rm", "-f", "-a"], { stdio: "ignore" });
rmSync(scratch, { recursive: true, force: true });
process.exit(failures === 0 ? 0 : 1);

/** What is tried before anything of Tapelab is: where it fails, the machine is not one for containers. */
function attempt(what, work) {
  try {
    work();
  } catch (error) {
    console.log(`CONTAINERS DID NOT RUN: this machine does not let us ${what}: ${error.message}`);
    process.exit(75);
  }
}

function install() {
  const missing = packages.filter((name) => spawnSync("dpkg", ["-s", name], { stdio: "ignore" }).status !== 0);
  if (missing.length === 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update", "-q"], { stdio: "inherit", env });
  execFileSync("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...missing], { stdio: "inherit", env });
}

/** By files that podman is told of: what the engine is asked stays what users' engines are asked. */
function configure() {
  // Without CAP_SYS_RESOURCE crun cannot raise limits, so they are named.
  const limits = 'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]';
  const engine = '[engine]\nevents_logger = "file"\ncgroup_manager = "cgroupfs"\nruntime = "crun"\n';
  writeFileSync(join(scratch, "containers.conf"), `[containers]\ncgroups = "disabled"\n${limits}\n${engine}`);
  const places = `graphroot = "${scratch}/images"\nrunroot = "${scratch}/state"`;
  writeFileSync(join(scratch, "storage.conf"), `[storage]\ndriver = "vfs"\n${places}\n`);
  process.env.CONTAINERS_CONF = join(scratch, "containers.conf");
  process.env.CONTAINERS_STORAGE_CONF = join(scratch, "storage.conf");
}

function makeImage(name, version) {
  const tree = mkdtempSync(join(scratch, "tree-"));
  for (const folder of ["bin", "in", "out", "tmp"]) mkdirSync(join(tree, folder));
  execFileSync("cp", ["/bin/busybox", join(tree, "bin/busybox")]);
  for (const word of ["sh", "cat", "cp", "wc", "ls", "touch", "env", "grep", "sleep"])
    symlinkSync("busybox", join(tree, "bin", word));
  writeFileSync(join(tree, "version"), `${version}\n`);
  execFileSync("tar", ["-C", tree, "-cf", `${tree}.tar`, "."]);
  execFileSync("podman", ["import", "-q", `${tree}.tar`, `localhost/${name}`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function containers() {
  return execFileSync("podman", ["ps", "-a", "-q"], { encoding: "utf8" }).split("\n").filter(Boolean);
}

async function until(isSo) {
  for (const end = performance.now() + 30_000; !isSo(); ) {
    if (performance.now() > end) throw new Error(`not so after 30 s: ${isSo}; containers: ${containers()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function check(name, work) {
  const start = performance.now();
  try {
    await work();
    console.log(`ok    ${name} (${((performance.now() - start) / 1_000).toFixed(1)} s)`);
  } catch (error) {
    failures++;
    console.log(`FAIL  ${name}\n${error.stack ?? error}`);
  }
}
