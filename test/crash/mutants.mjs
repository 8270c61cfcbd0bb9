/**
 * Mutants that must die: each switches off one line that keeps a promise, in a copy of the sources, and the family of
 * tests that guards the promise has to fail. `npm run test:mutants`; names as arguments run those alone.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tape = "sdk/src/tape";
/** A sync loop without end is dead too. */
const timeoutMs = 240_000;

const mutants = [
  {
    name: "noDirSync: no directory fsync after the claim",
    edits: [[`${tape}/claim.ts`, "    yield* io((ops) => ops.fsyncDir(dir));\n    const past", "    const past"]],
    killedBy: ["schedules", "weak"],
  },
  {
    name: "noPlaceSync: no fsync of the folders of a new tape before the acknowledgement",
    edits: [[`${tape}/appender.ts`, "for (const place of this.#places) yield* io((ops) => ops.fsyncDir(place));", ""]],
    killedBy: ["schedules", "weak"],
  },
  {
    name: "ackBeforeSync: no fdatasync before the acknowledgement",
    edits: [[`${tape}/appender.ts`, "yield* io((ops) => ops.sync(segment.file));", "yield* io(() => undefined);"]],
    killedBy: ["schedules", "weak"],
  },
  {
    name: "noFence: no look at the directory before the acknowledgement",
    edits: [[`${tape}/appender.ts`, "if (highest > this.#highest) throw", "if (highest > 1e9) throw"]],
    killedBy: ["interleavings"],
  },
  {
    name: "sameSegAfterFail: goes on in the file that failed",
    edits: [
      [`${tape}/appender.ts`, "else if (this.#break) this.#continue(this.#break);", "else this.#break = undefined;"],
    ],
    killedBy: ["faults"],
  },
  {
    name: "noPrevSync: the previous segment is not fsynced at the claim",
    edits: [
      [
        `${tape}/claim.ts`,
        "if (past.previous > 0 && trustPrevious) yield*",
        "if (past.previous > 1e9 && trustPrevious) yield*",
      ],
    ],
    killedBy: ["schedules", "weak"],
  },
  {
    name: "noCrc: frames are not checked",
    edits: [
      [`${tape}/frame.ts`, "if (view.getUint32(at + 12, true) !== crc32(", "if (Number.isNaN(headCrc) && 0 !== crc32("],
    ],
    killedBy: ["flips"],
  },
  {
    name: "trustMarker: images of a damaged block are not checked",
    edits: [[`${tape}/scan-image.ts`, "length === size && actual === crc", "length === size && actual >= 0"]],
    killedBy: ["flips"],
  },
  {
    name: "noImageHash: full verification does not compare image hashes",
    edits: [[`${tape}/verify.ts`, "(proof && proof !== hex(hash))", "(proof && proof === undefined)"]],
    killedBy: ["hostile", "hash"],
  },
  {
    name: "ackBeforeProof: acknowledges without an anchor",
    edits: [
      [
        `${tape}/appender.ts`,
        "    this.anchor();\n    const segment = this.#segment!;\n    const mark = this.#ledger.proved.sequence;",
        "    const segment = this.#segment!;\n    const mark = this.#ledger.hashed.sequence;",
      ],
    ],
    killedBy: ["schedules", "weak"],
  },
  {
    name: "ackOldFsync: acknowledges what was written after the fdatasync had started",
    edits: [
      [
        `${tape}/appender.ts`,
        "this.#segment!.base - 1 : mark);",
        "this.#segment!.base - 1 : (this.#ledger.hashNow(), this.#placed));",
      ],
    ],
    killedBy: ["schedules", "weak"],
  },
  {
    name: "noPrevSegRule: a header may name itself or a later segment as its predecessor",
    edits: [[`${tape}/layout.ts`, " && header.previous < segment;", ";"]],
    killedBy: ["hostile", "headers"],
    timeoutMs: 30_000,
  },
  {
    name: "noPadCheck: padding is not checked",
    edits: [[`${tape}/frame.ts`, "if (bytes[i] !== 0) return", "if (bytes[i] === 256) return"]],
    killedBy: ["flips", "live tape"],
  },
  {
    name: "oneHeaderCopy: the second header is never looked at",
    edits: [
      [
        `${tape}/layout.ts`,
        "bytes.subarray(HEADER_COPY_SIZE, HEADER_SIZE)].map",
        "bytes.subarray(0, HEADER_COPY_SIZE)].map",
      ],
    ],
    killedBy: ["hostile", "T-52"],
  },
  {
    name: "oneShapeCopy: shapes are written once",
    edits: [
      [`${tape}/batch.ts`, "new Uint8Array(2 * shapesSize + frameSize)", "new Uint8Array(shapesSize + frameSize)"],
      [`${tape}/batch.ts`, "  put(bytes, shapes, at);\n  return", "  return"],
      [`${tape}/batch.ts`, "    all.push(...shapes);\n", ""],
    ],
    killedBy: ["hostile", "T-08"],
  },
  {
    name: "oneMarkerCopy: the marker of several commits is written once",
    edits: [[`${tape}/batch.ts`, "if (shapes.length > 0 || proofs.length > 1) {", "if (proofs.length > 1e9) {"]],
    killedBy: ["flips", "shared"],
  },
  {
    name: "noEvidenceRule: every hole is damage",
    edits: [
      [
        `${tape}/settle.ts`,
        "lost.length > 0 && batch.first > evidence.durable",
        "lost.length > 1e9 && batch.first > evidence.durable",
      ],
    ],
    killedBy: ["schedules", "weak"],
  },
  {
    name: "trustFooter: what a directory points to is not checked",
    edits: [
      [
        `${tape}/hashes.ts`,
        "image.length === entry.size && crc32(image) === entry.crc",
        "image.length === entry.size && crc32(image) >= 0",
      ],
    ],
    killedBy: ["flips", "ended"],
  },
  {
    name: "noTakeBack: commits whose fence was not looked at stay",
    edits: [[`${tape}/writer.ts`, "this.#fenced ? [] : this.#appender.takeBack(written, from)", "[]"]],
    killedBy: ["faults"],
  },
  {
    name: "strayFrames: a frame that skips commits is believed",
    edits: [
      [`${tape}/scan-look.ts`, "if (sequence !== undefined && sequence >= next && sequence < first) return false;", ""],
    ],
    killedBy: ["flips", "sector"],
  },
  {
    name: "countOpenGeneration: a compaction counts without its generation frame",
    edits: [[`${tape}/history.ts`, "isCompaction && !isWhole && limit === undefined", "isCompaction && number === 0"]],
    killedBy: ["compaction", "crash-before"],
  },
  {
    name: "oldSalt: frames of a compaction verify in a segment that lost its header",
    edits: [[`${tape}/layout.ts`, "role === ROLE.compaction ? bytes :", "role === 99 ? bytes :"]],
    killedBy: ["compaction", "lost its header"],
  },
  {
    name: "oneDictionary: the second copy is never looked for",
    edits: [
      [
        `${tape}/scan.ts`,
        "this.#found ??= { dictionary: findDictionary(this.#look) };",
        "this.#found ??= { dictionary: undefined };",
      ],
    ],
    killedBy: ["packed", "flipped"],
  },
  {
    name: "oracle: forgets an acknowledgement",
    edits: [
      ["test/helpers/oracle.ts", "this.#acknowledged.set(sequence, acknowledgement);", "this.#acknowledged.size;"],
    ],
    killedBy: ["../helpers/oracle"],
  },
  {
    name: "oracle: accepts an invented commit",
    edits: [["test/helpers/oracle.ts", "if (!attempt) throw", "if (!attempt) continue;\n      if (!attempt) throw"]],
    killedBy: ["../helpers/oracle"],
  },
];

const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => wanted.length === 0 || wanted.some((text) => name.includes(text)));
const queue = [...chosen];
const survivors = [];
await Promise.all([work(), work()]);
console.log(`${chosen.length - survivors.length} of ${chosen.length} mutants died.`);
if (survivors.length > 0) {
  console.error(`Alive:\n  ${survivors.join("\n  ")}`);
  process.exitCode = 1;
}

async function work() {
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const start = Date.now();
    const verdict = await judge(mutant);
    console.log(`${verdict}  ${mutant.name}  (${((Date.now() - start) / 1000).toFixed(0)} s)`);
    if (!verdict.startsWith("died")) survivors.push(`${mutant.name}: ${verdict}`);
  }
}

async function judge(mutant) {
  const copy = mkdtempSync(join(tmpdir(), "tapelab-mutant-"));
  try {
    for (const part of [
      "sdk/src",
      "proto/src",
      "proto/generated",
      "proto/package.json",
      "test/crash",
      "test/helpers",
      "vitest.config.mts",
      "package.json",
    ]) {
      mkdirSync(join(copy, part, ".."), { recursive: true });
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    for (const [file, from, to] of mutant.edits) {
      const text = readFileSync(join(copy, file), "utf8");
      if (text.split(from).length < 2) return `does not apply any more: ${file} has no "${from.trim()}"`;
      writeFileSync(
        join(copy, file),
        text.replace(from, () => to),
      );
    }
    const [file, pattern] = mutant.killedBy;
    const path = file.startsWith("..") ? `test/helpers/${file.slice(11)}.test.ts` : `test/crash/${file}.test.ts`;
    return await run(copy, [path, ...(pattern ? ["-t", pattern] : [])], mutant.timeoutMs ?? timeoutMs);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Tests that fail kill a mutant; a run that does not even start does not. */
function run(cwd, args, limitMs) {
  return new Promise((resolve) => {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const env = { ...process.env, TAPELAB_EFFORT: "0.3" };
    const child = spawn(process.execPath, [vitest, "run", "--maxWorkers=1", ...args], { cwd, env, detached: true });
    let output = "";
    child.stdout.on("data", (bytes) => (output += bytes));
    child.stderr.on("data", (bytes) => (output += bytes));
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      process.kill(-child.pid, "SIGKILL"); // the group that this script started
    }, limitMs);
    child.on("close", (code) => {
      clearTimeout(timer);
      if (isLate) return resolve("died (without end)");
      if (code === 0) return resolve("ALIVE");
      resolve(/Tests .*failed/.test(output) ? "died" : `did not run:\n${output.slice(-600)}`);
    });
  });
}
