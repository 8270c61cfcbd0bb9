import { lastValueFrom, type Observable, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import type { ReadEvent } from "#sdk/read/read-event.js";
import type { Scope } from "#sdk/read/scope.js";
import { Tape } from "#sdk/read/tape.js";
import { damage, threeCommits } from "./test-tape.js";

const all = <T>(source$: Observable<T>): Promise<T[]> => lastValueFrom(source$.pipe(toArray()));
const xs = (scopes: readonly Scope[]): unknown[] => scopes.map((scope) => scope.vars.x);

describe("a damaged commit", () => {
  it("is skipped, counted in the report and told as a gap when it is selected", async () => {
    const recorded = threeCommits();
    recorded.writer.durableNow();
    recorded.writer.stateDurable();
    await damage(recorded, 3);
    const tape = await Tape.open(recorded.source());
    const events: ReadEvent[] = [];
    const got = xs(await all(tape.scopes$({}, { onEvent: (event) => events.push(event) })));
    expect(got).toEqual([...Array(10).keys(), ...Array.from({ length: 10 }, (_, i) => 20 + i)]);
    expect(events).toMatchObject([{ kind: "gap", tape: recorded.id, firstSequence: 3, lastSequence: 3 }]);
    expect(tape.report.damage).toHaveLength(1);
  });

  it("does not disturb a read that does not select it (R31)", async () => {
    const recorded = threeCommits();
    recorded.writer.durableNow();
    recorded.writer.stateDurable();
    await damage(recorded, 3);
    const tape = await Tape.open(recorded.source());
    const events: ReadEvent[] = [];
    const options = { onEvent: (event: ReadEvent) => events.push(event) };
    expect(xs(await all(tape.scopes$({ sequence: { to: 2 } }, options)))).toHaveLength(10);
    expect((await tape.latestScope({}, options)).vars.x).toBe(29);
    expect(events).toEqual([]);
    expect(tape.report.damage).toHaveLength(1);
  });

  it("is told by a read from the end that had to pass it", async () => {
    const recorded = threeCommits();
    recorded.writer.durableNow();
    recorded.writer.stateDurable();
    await damage(recorded, 3);
    const tape = await Tape.open(recorded.source());
    const events: ReadEvent[] = [];
    const scope = await tape.latestScope({ sequence: { to: 3 } }, { onEvent: (event) => events.push(event) });
    expect([scope.vars.x, events.length]).toEqual([9, 1]);
    expect(events[0]).toMatchObject({ kind: "gap", firstSequence: 3 });
  });

  it("is found by the read when only its directory vouched for it", async () => {
    const recorded = await threeCommits().end();
    await damage(recorded, 3);
    const tape = await Tape.open(recorded.source());
    const events: ReadEvent[] = [];
    for (let i = 0; i < 2; i++) {
      expect(await all(tape.scopes$({}, { onEvent: (event) => events.push(event) }))).toHaveLength(20);
    }
    expect(events).toMatchObject([{ firstSequence: 3 }, { firstSequence: 3 }]);
    expect(tape.report.damage).toHaveLength(1);
    expect((await tape.latestScope({ sequence: { to: 3 } })).vars.x).toBe(9);
  });
});
