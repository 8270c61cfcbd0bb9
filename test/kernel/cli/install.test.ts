import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { tapelabKernel, temporaryFolder } from "./run-kernel-command.js";

const FILES = ["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];
const below = (prefix: string, name = "tapelab"): string => join(prefix, "share", "jupyter", "kernels", name);
const bytes = (folder: string): string[] =>
  readdirSync(folder).map((name) => `${name} ${readFileSync(join(folder, name), "hex")}`);

function foreignSpec(prefix: string): string {
  const folder = below(prefix);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), '{"argv":["other"],"display_name":"Other","language":"typescript"}');
  writeFileSync(join(folder, "kernel.js"), "");
  return folder;
}

describe("tapelab-kernel install", () => {
  it("writes the description and three icons, and says how to undo it", async () => {
    const prefix = temporaryFolder();
    const { code, out, err } = await tapelabKernel(["install", "--prefix", prefix]);
    expect([code, out]).toEqual([0, `Installed the kernel "tapelab": ${below(prefix)}\n`]);
    expect(err).toBe(`Undo: tapelab-kernel uninstall --prefix ${prefix}\n`);
    expect(readdirSync(below(prefix)).sort()).toEqual(FILES);
    const spec = JSON.parse(readFileSync(join(below(prefix), "kernel.json"), "utf8"));
    expect(spec).toMatchObject({
      display_name: "TypeScript (Tapelab)",
      language: "typescript",
      interrupt_mode: "message",
      env: {},
      metadata: { debugger: false },
    });
    const [node, option, main, file] = spec.argv;
    expect([node, option, file]).toEqual([process.execPath, "--no-force-async-hooks-checks", "{connection_file}"]);
    expect(statSync(main).isFile()).toBe(true);
  });

  it("gives identical bytes when it runs twice (46)", async () => {
    const prefix = temporaryFolder();
    await tapelabKernel(["install", "--prefix", prefix]);
    const first = bytes(below(prefix));
    expect((await tapelabKernel(["install", "--prefix", prefix])).code).toBe(0);
    expect(bytes(below(prefix))).toEqual(first);
  });

  it("refuses to replace what another program made, and names --force (47)", async () => {
    const prefix = temporaryFolder();
    const folder = foreignSpec(prefix);
    const before = bytes(folder);
    const { code, out, err } = await tapelabKernel(["install", "--prefix", prefix]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("another program made. Nothing was changed.");
    expect(err).toContain("--force");
    expect(bytes(folder)).toEqual(before);
  });

  it("leaves nothing of the other kernel when it replaces it with --force", async () => {
    const prefix = temporaryFolder();
    const folder = foreignSpec(prefix);
    expect((await tapelabKernel(["install", "--prefix", prefix, "--force"])).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(FILES);
  });

  it("does not write through a link", async () => {
    const prefix = temporaryFolder();
    const target = temporaryFolder();
    mkdirSync(dirname(below(prefix)), { recursive: true });
    symlinkSync(target, below(prefix));
    expect((await tapelabKernel(["install", "--prefix", prefix])).code).toBe(1);
    expect((await tapelabKernel(["install", "--prefix", prefix, "--force"])).code).toBe(0);
    expect(readdirSync(target)).toEqual([]);
    expect(readdirSync(below(prefix)).sort()).toEqual(FILES);
  });
});

describe("tapelab-kernel install with options", () => {
  it("takes name, title and variables", async () => {
    const prefix = temporaryFolder();
    const words = ["--name", "tape2", "--display-name", "Tape – é", "--env", "TZ=UTC", "--env", "A=b=c"];
    expect((await tapelabKernel(["install", "--prefix", prefix, ...words])).code).toBe(0);
    const spec = JSON.parse(readFileSync(join(below(prefix, "tape2"), "kernel.json"), "utf8"));
    expect([spec.display_name, spec.env]).toEqual(["Tape – é", { TZ: "UTC", A: "b=c" }]);
  });

  it("finds the user's folder as Jupyter does, without Python", async () => {
    const home = temporaryFolder();
    const env = { HOME: home, JUPYTER_DATA_DIR: "", XDG_DATA_HOME: "", PATH: "" };
    expect((await tapelabKernel(["install"], { env })).code).toBe(0);
    const chosen = join(temporaryFolder(), "data");
    expect((await tapelabKernel(["install"], { env: { ...env, JUPYTER_DATA_DIR: chosen } })).code).toBe(0);
    expect(readdirSync(join(chosen, "kernels", "tapelab")).sort()).toEqual(FILES);
    if (process.platform === "linux")
      expect(existsSync(join(home, ".local/share/jupyter/kernels/tapelab/kernel.json"))).toBe(true);
  });

  it("says that --sys-prefix needs python3 where there is none", async () => {
    const { code, err } = await tapelabKernel(["install", "--sys-prefix"], { env: { PATH: temporaryFolder() } });
    expect(code).toBe(1);
    expect(err).toMatch(/no python3 on the PATH\. Nothing was written\..*--prefix DIR/);
  });

  it.each([
    [["--name", "Big"], '--name expects small letters, digits and . _ - only, found "Big".'],
    [["--name", "../x"], '--name expects small letters, digits and . _ - only, found "../x".'],
    [["--env", "novalue"], '--env expects NAME=VALUE, found "novalue".'],
    [["--prefix"], "--prefix needs a value (DIR)."],
    [["--prefix", "/x", "--user"], "--user and --prefix exclude each other."],
    [["--displayname", "x"], "Unknown option --displayname. Did you mean --display-name?"],
    [["here"], 'Unexpected argument "here".'],
  ])("refuses %j with one line and exit code 2", async (words, text) => {
    const { code, out, err } = await tapelabKernel(["install", ...words], { env: { JUPYTER_DATA_DIR: "/nowhere" } });
    expect([code, out, err.split("\n")[0]]).toEqual([2, "", text]);
  });

  it("tells a refusal of the system without a stack trace", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const { code, err } = await tapelabKernel(["install", "--prefix", file]);
    expect(code).toBe(1);
    expect(err).toMatch(/^The system refused: ENOTDIR[^\n]*\n$/);
  });
});

describe("tapelab-kernel uninstall", () => {
  it("removes what install wrote, and keeps what others put there", async () => {
    const prefix = temporaryFolder();
    await tapelabKernel(["install", "--prefix", prefix]);
    writeFileSync(join(below(prefix), "notes.txt"), "mine");
    const first = await tapelabKernel(["uninstall", "--prefix", prefix]);
    expect([first.code, readdirSync(below(prefix))]).toEqual([0, ["notes.txt"]]);
    expect(first.err).toContain("notes.txt");
    const other = temporaryFolder();
    await tapelabKernel(["install", "--prefix", other]);
    await tapelabKernel(["uninstall", "--prefix", other]);
    expect(existsSync(below(other))).toBe(false);
  });

  it("is content when there is nothing, and leaves another program's kernel", async () => {
    const prefix = temporaryFolder();
    expect((await tapelabKernel(["uninstall", "--prefix", prefix])).code).toBe(0);
    const before = bytes(foreignSpec(prefix));
    const { code, err } = await tapelabKernel(["uninstall", "--prefix", prefix]);
    expect([code, bytes(below(prefix))]).toEqual([1, before]);
    expect(err).toContain("Nothing was removed.");
  });
});

describe("tapelab-kernel spec", () => {
  it("prints what install writes", async () => {
    const prefix = temporaryFolder();
    await tapelabKernel(["install", "--prefix", prefix, "--env", "A=1"]);
    const { out } = await tapelabKernel(["spec", "--env", "A=1"]);
    expect(out).toBe(readFileSync(join(below(prefix), "kernel.json"), "utf8"));
  });
});

describe("tapelab-kernel", () => {
  it("shows all verbs, and the help of each", async () => {
    const { out } = await tapelabKernel([]);
    for (const verb of ["lab", "run", "console", "install", "uninstall", "spec", "doctor"]) {
      expect(out).toMatch(new RegExp(`^  ${verb}`, "m"));
      const help = await tapelabKernel([verb, "--help"]);
      expect([help.code, help.out.split(" [")[0]!.startsWith(`Usage: tapelab-kernel ${verb}`)]).toEqual([0, true]);
    }
  });

  it("names the nearest verb", async () => {
    const { code, err } = await tapelabKernel(["instal"]);
    expect([code, err.split("\n")[0]]).toEqual([2, 'Unknown verb "instal". Did you mean install?']);
  });
});
