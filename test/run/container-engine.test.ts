import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import type { ContainerBackend } from "#sdk/run/container.js";
import { type ContainerTask, containerEngine } from "#sdk/run/container-engine.js";
import { engineCalls, installEngines, setImages } from "./stand-in-engine.js";

let dir: string;
const deps = { disk: nodeDisk, now: () => 0 };
const id = `sha256:${"1".repeat(64)}`;
const task: ContainerTask = { name: "tl-1", image: id, command: [], env: {}, mounts: [], args: [] };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tapelab-engine-"));
  vi.stubEnv("PATH", dir);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

async function said(backend: ContainerBackend, change: Partial<ContainerTask>): Promise<[number | null, string]> {
  let text = "";
  const code = await containerEngine(deps, backend).run({ ...task, ...change }, (bytes) => {
    text += bytes.toString();
  });
  return [code, text];
}

test("names the backend that is missing, and the two others", () => {
  installEngines(dir, "podman");
  const wanted = /There is no docker on the PATH .*podman is here, apptainer is not here/;
  expect(() => containerEngine(deps, "docker")).toThrow(wanted);
});

test("tells images apart by the digest of their repository, else by their id", async () => {
  installEngines(dir, "docker");
  setImages(dir, { a: { Id: id, RepoDigests: ["hub/a@sha256:22", "b@sha256:33"] }, b: { Id: "44", RepoDigests: [] } });
  const engine = containerEngine(deps, "docker");
  expect(await engine.resolveDigest("a")).toEqual({ digest: "sha256:22", id });
  expect(await engine.resolveDigest("b")).toEqual({ digest: "sha256:44", id: "44" });
  expect(await engine.resolveDigest("c")).toBeUndefined();
});

test("gives arguments as they are, no network, and values of variables not by argument", async () => {
  installEngines(dir, "docker");
  const change = {
    command: ["env", "KEY", "$(id); `id` 'x'"],
    env: { KEY: "k-123", PATH: "/bin", GONE: null },
    mounts: [{ host: "/data", target: "/in", mode: "ro" as const }],
    workingDir: "/app",
    args: ["--memory", "1g"],
  };
  expect(await said("docker", change)).toEqual([0, "k-123\n"]);
  const [argv = []] = engineCalls(dir);
  const own = ["-e", "KEY", "-e", "PATH=/bin", "-e", "GONE"];
  const before = ["run", "--rm", "--name", "tl-1", "--network", "none", "-v", "/data:/in:ro", "-w", "/app"];
  expect(argv).toEqual([...before, ...own, "--memory", "1g", id, ...change.command]);
});

test("executes apptainer with an environment of its own", async () => {
  installEngines(dir, "apptainer");
  const file = join(dir, "model.sif");
  writeFileSync(file, "image");
  expect((await containerEngine(deps, "apptainer").resolveDigest(file))?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const mounts = [{ host: "/data", target: "/in", mode: "rw" as const }];
  const change = { image: file, command: ["env", "KEY"], env: { KEY: "k-123" }, mounts, workingDir: "/app" };
  expect(await said("apptainer", change)).toEqual([0, "k-123\n"]);
  expect(engineCalls(dir)[0]).toEqual([
    "exec",
    "--cleanenv",
    "--bind",
    "/data:/in:rw",
    "--pwd",
    "/app",
    file,
    "env",
    "KEY",
  ]);
});

test("stops a container by its name", async () => {
  installEngines(dir, "podman");
  const engine = containerEngine(deps, "podman");
  const over = engine.run({ ...task, command: ["wait"] }, () => undefined);
  await vi.waitFor(() => expect(engineCalls(dir).length).toBe(1), { timeout: 30_000 });
  await engine.cancel("tl-1");
  expect(await over).toBe(137);
  expect(engineCalls(dir)[1]).toEqual(["stop", "-t", "5", "tl-1"]);
});

test("kills a container that cannot be stopped", async () => {
  installEngines(dir, "podman");
  writeFileSync(join(dir, "no-stop"), "");
  const engine = containerEngine(deps, "podman");
  const over = engine.run({ ...task, command: ["wait"] }, () => undefined);
  await vi.waitFor(() => expect(engineCalls(dir).length).toBe(1), { timeout: 30_000 });
  await engine.cancel("tl-1");
  expect(await over).toBe(137);
  expect(engineCalls(dir).slice(1)).toEqual([
    ["stop", "-t", "5", "tl-1"],
    ["kill", "tl-1"],
  ]);
});
