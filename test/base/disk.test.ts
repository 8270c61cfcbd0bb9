import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DiskOps, type Io, io, nodeDisk, runLater, runNow } from "#sdk/base/disk.js";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "tapelab-disk-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "none";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** One walk over all operations, as a procedure that runs in both forms. */
function* walk(dir: string): Io<unknown[]> {
  const seen: unknown[] = [];
  yield* io((ops) => ops.mkdir(`${dir}/a/b`));
  yield* io((ops) => ops.mkdir(`${dir}/a/b`));
  const file = yield* io((ops) => ops.createExcl(`${dir}/a/one`));
  seen.push(yield* io((ops) => ops.append(file, Buffer.from("hello "))));
  seen.push(yield* io((ops) => ops.append(file, Buffer.from("tape"))));
  yield* io((ops) => ops.sync(file));
  seen.push(yield* io((ops) => ops.size(file)));
  yield* io((ops) => ops.close(file));
  yield* io((ops) => ops.link(`${dir}/a/one`, `${dir}/a/two`));
  yield* io((ops) => ops.rename(`${dir}/a/one`, `${dir}/a/three`));
  yield* io((ops) => ops.fsyncPath(`${dir}/a/three`));
  yield* io((ops) => ops.fsyncDir(`${dir}/a`));
  seen.push((yield* io((ops) => ops.readdir(`${dir}/a`))).sort());
  const reading = yield* io((ops) => ops.openRead(`${dir}/a/two`));
  const target = new Uint8Array(20);
  const count = yield* io((ops) => ops.read(reading, target, 6));
  seen.push(Buffer.from(target.subarray(0, count)).toString());
  seen.push(yield* io((ops) => ops.read(reading, target, 10)));
  yield* io((ops) => ops.close(reading));
  yield* io((ops) => ops.unlink(`${dir}/a/two`));
  yield* io((ops) => ops.rmdir(`${dir}/a/b`));
  const stat = yield* io((ops) => ops.stat(`${dir}/a/three`));
  seen.push(stat?.kind, stat?.size, (yield* io((ops) => ops.stat(`${dir}/a`)))?.kind);
  seen.push(yield* io((ops) => ops.stat(`${dir}/a/two`)));
  return seen;
}

const expected = [6, 4, 10, ["b", "three", "two"], "tape", 0, "file", 10, "directory", undefined];

describe("nodeDisk", () => {
  it("does every operation, now and later alike", async () => {
    expect(runNow(nodeDisk, walk(join(root, "now")))).toEqual(expected);
    expect(await runLater(nodeDisk, walk(join(root, "later")))).toEqual(expected);
  });

  it("creates files for their owner alone and never over another file", () => {
    const path = join(root, "excl");
    nodeDisk.now.close(nodeDisk.now.createExcl(path));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(codeOf(() => nodeDisk.now.createExcl(path))).toBe("EEXIST");
    nodeDisk.now.close(nodeDisk.now.createExcl(`${path}-blob`, 0o400));
    expect(statSync(`${path}-blob`).mode & 0o777).toBe(0o400);
    nodeDisk.now.mkdir(join(root, "own"));
    expect(statSync(join(root, "own")).mode & 0o777).toBe(0o700);
  });

  it("rejects links, directories and FIFOs where a file is read", () => {
    symlinkSync("/etc/hostname", join(root, "link"));
    execFileSync("mkfifo", [join(root, "fifo")]);
    expect(codeOf(() => nodeDisk.now.openRead(join(root, "link")))).toBe("ELOOP");
    expect(codeOf(() => nodeDisk.now.openRead(join(root, "fifo")))).toBe("EINVAL");
    expect(codeOf(() => nodeDisk.now.openRead(root))).toBe("EINVAL");
    expect(codeOf(() => nodeDisk.now.openRead(join(root, "missing")))).toBe("ENOENT");
    expect(nodeDisk.now.stat(join(root, "link"))?.kind).toBe("other");
  });

  it("rejects work on a closed file instead of reaching another one", async () => {
    const file = nodeDisk.now.createExcl(join(root, "closed"));
    nodeDisk.now.close(file);
    expect(codeOf(() => nodeDisk.now.append(file, Buffer.from("x")))).toBe("EBADF");
    expect(codeOf(() => nodeDisk.now.close(file))).toBe("EBADF");
    await expect(nodeDisk.later.sync(file)).rejects.toMatchObject({ code: "EBADF" });
  });
});

describe("runNow and runLater", () => {
  it("give a failed operation back to the procedure, which may go on", async () => {
    function* tries(): Io<string> {
      try {
        yield* io((ops: DiskOps) => ops.unlink(join(root, "nothing")));
      } catch (error) {
        return (error as { code: string }).code;
      }
      return "gone";
    }
    expect(runNow(nodeDisk, tries())).toBe("ENOENT");
    expect(await runLater(nodeDisk, tries())).toBe("ENOENT");
  });

  it("let through what the procedure does not handle", async () => {
    function* fails(): Io<void> {
      yield* io((ops) => ops.readdir(join(root, "nothing")));
    }
    expect(() => runNow(nodeDisk, fails())).toThrow("ENOENT");
    await expect(runLater(nodeDisk, fails())).rejects.toThrow("ENOENT");
  });
});

describe("watch", () => {
  it("calls back when a file in the directory grows, and no more once it is stopped", async () => {
    const dir = mkdtempSync(join(root, "watched-"));
    const file = nodeDisk.now.createExcl(join(dir, "one"));
    let calls = 0;
    const changed = new Promise<void>((resolve) => {
      const stop = nodeDisk.watch!(dir, () => {
        calls++;
        stop();
        resolve();
      });
    });
    nodeDisk.now.append(file, Buffer.from("more"));
    await changed;
    nodeDisk.now.append(file, Buffer.from("and more"));
    nodeDisk.now.close(file);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls).toBe(1);
  });

  it("is silent where nothing can be watched", () => {
    nodeDisk.watch!(join(root, "nothing"), () => undefined)();
  });

  it("refuses at once where no folder can be made", () => {
    expect(() => nodeDisk.now.mkdir("/proc/tapelab/a/b")).toThrow(/ENOENT|EACCES|EROFS/);
  });
});

describe("a long walk of reads", () => {
  it("lets timers have their turn", async () => {
    const path = join(root, "walked");
    writeFileSync(path, new Uint8Array(1 << 20));
    const file = await nodeDisk.later.openRead(path);
    const target = new Uint8Array(1 << 20);
    let isTold = false;
    setTimeout(() => {
      isTold = true;
    }, 1);
    let reads = 0;
    while (!isTold && reads < 100_000) reads += await nodeDisk.later.read(file, target, 0).then(() => 1);
    await nodeDisk.later.close(file);
    expect(isTold).toBe(true);
    expect(reads).toBeGreaterThan(0);
  });
});
