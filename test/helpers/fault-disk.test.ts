import { describe, expect, it } from "vitest";
import { type Fault, FaultDisk } from "./fault-disk.js";
import { MemoryDisk } from "./memory-disk.js";
import { Rng } from "./rng.js";

const bytes = (content: string): Uint8Array => Buffer.from(content, "latin1");
const text = (content: Uint8Array): string => Buffer.from(content).toString("latin1");

const machine = (): MemoryDisk => {
  const disk = new MemoryDisk();
  disk.putDir("/t");
  return disk;
};

const at =
  (index: number, fault: Fault) =>
  (operation: { index: number }): Fault | undefined =>
    operation.index === index ? fault : undefined;

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "none";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("FaultDisk", () => {
  it("passes everything through and logs it when no fault is set", async () => {
    const disk = new FaultDisk(machine());
    const file = disk.now.createExcl("/t/f");
    disk.now.append(file, bytes("abc"));
    await disk.later.sync(file);
    expect(disk.now.readdir("/t")).toEqual(["f"]);
    expect(disk.log.map(({ index, name, path, size }) => `${index} ${name} ${path} ${size}`)).toEqual([
      "0 createExcl /t/f 0",
      "1 append /t/f 3",
      "2 sync /t/f 0",
      "3 readdir /t 0",
    ]);
    expect(disk.writes.length).toBe(3);
  });

  it("fails the operation with the given index, once", () => {
    for (const code of ["EIO", "ENOSPC", "EMFILE"] as const) {
      const disk = new FaultDisk(machine(), { fault: at(1, code) });
      const file = disk.now.createExcl("/t/f");
      expect(codeOf(() => disk.now.append(file, bytes("abc")))).toBe(code);
      expect(disk.log[1]).toMatchObject({ fault: code, error: code });
      expect(disk.now.append(file, bytes("abc"))).toBe(3);
    }
  });

  it("leaves open after an I/O error whether the thing was done", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const disk = new FaultDisk(machine(), { rng: new Rng(seed), fault: at(1, "EIO") });
      const file = disk.now.createExcl("/t/f");
      expect(codeOf(() => disk.now.append(file, bytes("abc")))).toBe("EIO");
      seen.add(text(disk.machine.bytes("/t/f")));
    }
    expect([...seen].sort()).toEqual(["", "a", "ab"]);
  });

  it("writes and reads short", () => {
    const disk = new FaultDisk(machine(), { fault: at(1, "short") });
    const count = disk.now.append(disk.now.createExcl("/t/f"), bytes("abcdef"));
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(6);
    expect(text(disk.machine.bytes("/t/f"))).toBe("abcdef".slice(0, count));
  });

  it("lies about syncs: nothing is durable", () => {
    const disk = new FaultDisk(machine(), {
      fault: ({ name }) => (name === "sync" || name === "fsyncDir" ? "lie" : undefined),
    });
    const file = disk.now.createExcl("/t/f");
    disk.now.append(file, bytes("abc"));
    disk.now.sync(file);
    disk.now.fsyncDir("/t");
    const found = new Set(
      Array.from({ length: 100 }, (_, seed) => disk.machine.powerLoss(new Rng(seed)).files().length),
    );
    expect(found).toEqual(new Set([0, 1]));
  });

  it("drops the pages of a failed sync", () => {
    let lost = 0;
    for (let seed = 0; seed < 40; seed++) {
      const disk = new FaultDisk(machine(), { rng: new Rng(seed), fault: at(2, "EIO") });
      const file = disk.now.createExcl("/t/f");
      disk.now.append(file, bytes("abc"));
      expect(codeOf(() => disk.now.sync(file))).toBe("EIO");
      disk.now.sync(file);
      if (text(disk.machine.durableBytes("/t/f")) !== "abc") lost++;
    }
    expect(lost).toBeGreaterThan(5);
  });
});

describe("the end of a process", () => {
  it("crashes before or after an operation, and nothing more happens in this process", async () => {
    for (const [fault, files] of [
      ["crash-before", []],
      ["crash-after", ["/t/f"]],
    ] as const) {
      const disk = new FaultDisk(machine(), { fault: at(0, fault) });
      expect(codeOf(() => disk.now.createExcl("/t/f"))).toBe("ECRASH");
      expect(codeOf(() => disk.now.createExcl("/t/g"))).toBe("ECRASH");
      await expect(disk.later.readdir("/t")).rejects.toMatchObject({ code: "ECRASH" });
      expect([disk.machine.files(), disk.hasLostPower, disk.isDead]).toEqual([files, true, true]);
    }
  });

  it("keeps the page cache when the process is killed", () => {
    const disk = new FaultDisk(machine());
    disk.now.append(disk.now.createExcl("/t/f"), bytes("abc"));
    disk.kill();
    expect(codeOf(() => disk.now.readdir("/t"))).toBe("ECRASH");
    expect([text(disk.machine.bytes("/t/f")), disk.hasLostPower]).toEqual(["abc", false]);
  });
});

describe("the gate of a FaultDisk", () => {
  it("holds before every later operation, and again before a sync ends", async () => {
    const waiting: { name: string; go: () => void }[] = [];
    const gate = ({ name }: { name: string }): Promise<void> => new Promise((go) => waiting.push({ name, go }));
    const disk = new FaultDisk(machine(), { gate });
    const file = disk.now.createExcl("/t/f");
    disk.now.append(file, bytes("1"));
    const sync = disk.later.sync(file);
    const pass = async (): Promise<void> => {
      waiting.shift()?.go();
      await Promise.resolve();
      await Promise.resolve();
    };
    await pass();
    disk.now.append(file, bytes("2"));
    await pass();
    await sync;
    expect(text(disk.machine.durableBytes("/t/f"))).toBe("1");
    expect(waiting).toEqual([]);
  });
});

describe("the seed of a FaultDisk", () => {
  it("does the same for the same seed", () => {
    const run = (): unknown => {
      const disk = new FaultDisk(machine(), {
        rng: new Rng(5),
        fault: ({ index }) => (index % 3 === 1 ? "short" : undefined),
      });
      const file = disk.now.createExcl("/t/f");
      for (let i = 0; i < 20; i++) disk.now.append(file, bytes("0123456789"));
      return [disk.log, text(disk.machine.bytes("/t/f"))];
    };
    expect(run()).toEqual(run());
  });
});
