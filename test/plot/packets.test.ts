import { describe, expect, it } from "vitest";
import { applyChange } from "#sdk/plot/change.js";
import type { Figure } from "#sdk/plot/figure.js";
import { PlotPackets, packetsHtml } from "#sdk/plot/packets.js";
import type { Packet } from "#sdk/plot/page-types.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { pictureOf } from "./pictures.js";

/** Ten curves of a thousand points over a moving window. */
function window(step: number): Figure {
  const x = Array.from({ length: 1_000 }, (_, i) => (step * 3 + i) / 100);
  const data = Array.from({ length: 10 }, (_, k) => ({
    type: "scatter" as const,
    mode: "lines" as const,
    name: `series ${k}`,
    x,
    y: x.map((at) => Math.sin(at * (k + 1))),
  }));
  return { data, layout: { title: { text: "ten" }, annotations: [{ text: `${step} points` }] } };
}

const sizeOf = (packet: Packet): number => JSON.stringify(packet).length;

describe("PlotPackets", () => {
  it("sends a whole figure first, then deltas of less than a fortieth of it", () => {
    const packets = new PlotPackets("a");
    const [full, ...deltas] = Array.from({ length: 20 }, (_, step) => packets.next(pictureOf(window(step)), 200)!);
    expect(full).toMatchObject({ kind: "full", seq: 1, figure: window(0) });
    for (const [i, delta] of deltas.entries()) {
      expect(delta).toMatchObject({ kind: "delta", seq: i + 2, base: i + 1 });
      expect(sizeOf(delta)).toBeLessThan(sizeOf(full!) / 40);
    }
  });

  it("sends a whole figure again after 50 deltas", () => {
    const packets = new PlotPackets("a");
    const kinds = Array.from({ length: 104 }, (_, step) => packets.next(pictureOf(window(step)), 200)?.kind);
    expect(kinds.flatMap((kind, i) => (kind === "full" ? [i] : []))).toEqual([0, 51, 102]);
  });

  it("sends a whole figure again after ten seconds", () => {
    const clock = new FixedClock();
    const packets = new PlotPackets("a", clock);
    const kinds = [0, 1, 2].map((step) => {
      const kind = packets.next(pictureOf(window(step)), 5_000)?.kind;
      clock.advance(5_000);
      return kind;
    });
    expect(kinds).toEqual(["full", "delta", "full"]);
  });

  it("sends a whole figure where a delta would be more than half of it", () => {
    const packets = new PlotPackets("a");
    packets.next(pictureOf(window(0)), 200);
    expect(packets.next(pictureOf(window(300)), 200)?.kind).toBe("full");
  });

  it("sends a delta, not a whole figure, when stretches of every curve have merged", () => {
    const packets = new PlotPackets("a");
    const full = packets.next(pictureOf(window(0)), 200)!;
    const merged = window(0).data.map((trace) => {
      const stays = (_: unknown, i: number): boolean => (i * 7919) % 5 < 2;
      return {
        ...trace,
        x: [...(trace.x as number[]).filter(stays), 99],
        y: [...(trace.y as number[]).filter(stays), 1],
      };
    });
    const next = { ...window(0), data: merged };
    const delta = packets.next(pictureOf(next), 200)!;
    expect(delta.kind).toBe("delta");
    expect(sizeOf(delta)).toBeLessThan(sizeOf(full) / 40);
    expect(applyChange(window(0), { traces: delta.traces! }).data).toEqual(merged);
  });

  it("says nothing when nothing has changed", () => {
    const packets = new PlotPackets("a");
    packets.next(pictureOf(window(0)), 200);
    expect(packets.next(pictureOf(window(0)), 200)).toBeUndefined();
  });
});

describe("the packets of a plot", () => {
  it.each([
    ["ended", "end"],
    ["stopped", "end"],
    ["failed", "error"],
  ] as const)("brings the last state of a plot that has %s, then says so once", (status, kind) => {
    const packets = new PlotPackets("a");
    packets.next(pictureOf(window(0)), 200);
    const last = pictureOf(window(1), { status, error: status === "failed" ? "why" : undefined });
    const kinds = [1, 2, 3].map(() => packets.next(last, 200));
    expect(kinds.map((packet) => packet?.kind)).toEqual(["delta", kind, undefined]);
    expect(kinds[1]?.note).toBe(status === "failed" ? "why" : undefined);
  });

  it("lets deltas build on what the main display holds", () => {
    const packets = new PlotPackets("a");
    packets.next(pictureOf(window(0)), 200);
    const { seq } = packets.mount(pictureOf(window(1)));
    expect(packets.next(pictureOf(window(2)), 200)).toMatchObject({ kind: "delta", base: seq });
  });

  it("sends the parts of the layout that differ, and null for those that are gone", () => {
    const packets = new PlotPackets("a");
    const layout = { title: { text: "t" }, height: 300, shapes: [1] };
    const figure = { ...window(0), layout };
    packets.next(pictureOf(figure), 200);
    const next = { ...figure, layout: { title: { text: "t" }, height: 400 } };
    expect(packets.next(pictureOf(next), 200)?.layout).toEqual({ height: 400, shapes: null });
  });

  it("loses nothing: the packets give every figure again", () => {
    const packets = new PlotPackets("a");
    let held: Figure | undefined;
    for (let step = 0; step < 120; step++) {
      const figure = window(step + (step % 7 === 0 ? step * 5 : 0));
      const packet = packets.next(pictureOf(figure), 200) as Packet;
      if (packet.kind === "full") held = packet.figure as Figure;
      else
        held = applyChange(held!, {
          traces: packet.traces as never,
          layout: { ...held!.layout, ...packet.layout } as never,
        });
      expect(held).toEqual(figure);
    }
  });
});

describe("packetsHtml", () => {
  it("is one script that data cannot end", () => {
    const html = packetsHtml([
      { id: "a", seq: 1, kind: "error", note: "</script><img src=x onerror=alert(1)><!--\u2028" },
    ]);
    expect(html.match(/<\/?[a-z!]/gi)).toEqual(["<s", "</s"]);
    expect(html).not.toContain("\u2028");
  });
});
