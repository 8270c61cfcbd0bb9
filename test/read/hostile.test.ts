import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { crc32 } from "#sdk/base/crc.js";
import { isTapelabError } from "#sdk/errors.js";
import type { ReadEvent } from "#sdk/read/read-event.js";
import type { Scope } from "#sdk/read/scope.js";
import { Tape } from "#sdk/read/tape.js";
import { encodeImage, type Image } from "#sdk/value/image.js";
import { StageRows } from "#sdk/value/stage.js";
import { startMs, TestTape } from "./test-tape.js";

/** An image of ten rows of several kinds. */
function sample(): Image {
  const stage = new StageRows({
    inlineMaxBytes: 1_000,
    isRedacted: () => false,
    putBlob: (bytes) => ({ bytes, sha256: new Uint8Array(32) }),
  });
  for (let i = 0; i < 10; i++) {
    const context = { labels: i % 3 ? ["s"] : ["s", "t"], srcFile: "a.ts", srcLine: 1 };
    stage.append(context, { x: i, name: `n${i % 2}`, ok: i > 3, nested: { i }, list: [i, i + 1] }, startMs + i, {
      meta: { i },
    });
  }
  return encodeImage({ label: "bad", kind: 0, wallMs: startMs }, stage.take());
}

/** A tape of three commits, the middle one with a byte changed and its checksum made to fit. */
function forged(at: number): TestTape {
  const recorded = new TestTape().scope("s", { x: 1 }).commit("a");
  const image = sample();
  image.bytes[at]! ^= 0xff;
  const { error } = recorded.writer.append([
    { ...image, bytes: image.bytes, crc: crc32(image.bytes), release: () => undefined },
  ]);
  if (error) throw error;
  recorded.scope("s", { x: 2 }).commit("c");
  recorded.writer.durableNow();
  recorded.writer.stateDurable();
  return recorded;
}

/** Looks at everything a scope tells; what it cannot tell is `corrupt-commit`. */
async function lookAt(scope: Scope): Promise<void> {
  const looks = [
    () => scope.vars,
    () => scope.names,
    () => scope.labels,
    () => scope.meta,
    () => scope.srcFile,
    () => scope.time,
  ];
  for (const look of looks) tolerate(look);
  let names: readonly string[] = [];
  tolerate(() => {
    names = scope.names;
  });
  for (const name of names) {
    await scope.value(name).catch((error: unknown) => {
      if (!isTapelabError(error, "corrupt-commit", "bad-bytes", "no-such-variable")) throw error;
    });
  }
}

function tolerate(look: () => unknown): void {
  try {
    look();
  } catch (error) {
    if (!isTapelabError(error, "corrupt-commit", "bad-bytes")) throw error;
  }
}

describe("a commit whose checksum fits and whose bytes make no sense", () => {
  it("never fails a read, and never hides its neighbours", async () => {
    const size = sample().bytes.length;
    for (let at = 0; at < size; at += 3) {
      const tape = await Tape.open(forged(at).source());
      const events: ReadEvent[] = [];
      const options = { onEvent: (event: ReadEvent) => events.push(event) };
      const scopes = await lastValueFrom(tape.scopes$({}, options).pipe(toArray()));
      expect([scopes[0]?.vars.x, scopes.at(-1)?.vars.x], `byte ${at}`).toEqual([1, 2]);
      for (const scope of scopes) await lookAt(scope);
      const filter = { srcFile: "a.ts", meta: { i: 1 }, time: { from: 0 } };
      await lastValueFrom(tape.commits$(filter, options).pipe(toArray()));
      await lastValueFrom(tape.tables$({}, options).pipe(toArray()));
      const table = await tape.table({ variables: ["x"] }, options);
      expect(table.numRows, `byte ${at}`).toBeGreaterThanOrEqual(2);
      await tape.scopeTable({}, options);
      const pace = { ...options, by: "x", speed: Number.POSITIVE_INFINITY };
      await lastValueFrom(tape.replay$({}, pace).pipe(toArray()));
      await tape.latestScope({ label: "s" }, options);
      await tape.close();
    }
  });
});
