import {
  BadBytes,
  encodeShape,
  endEnvelope,
  footerEnvelope,
  gapEnvelope,
  openEnvelope,
  shapeEnvelope,
} from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { bytesOf, filled, generated, hexOf, shape, vectorOf } from "./samples.js";

describe("openEnvelope", () => {
  it("opens a shape where it lies in the payload", () => {
    const bytes = encodeShape(shape);
    const payload = shapeEnvelope(bytes);
    expect(openEnvelope(payload)).toEqual({
      seq: 0,
      body: { member: "shape", bytes, at: payload.length - bytes.length },
    });
    expect(generated.EventEnvelope.decode(payload).shape!.column).toHaveLength(shape.columns.length);
  });

  it("opens an end, a gap and a footer", () => {
    const gap = { first: 3, last: 2 ** 50, reason: "trimmed", quarantine: 0 };
    expect(hexOf(endEnvelope())).toBe(vectorOf("End"));
    expect(openEnvelope(endEnvelope()).body).toEqual({ member: "end" });
    expect(openEnvelope(gapEnvelope(gap)).body).toEqual({ member: "gap", gap });
    expect(generated.EventEnvelope.decode(gapEnvelope(gap)).gap!.last!.toNumber()).toBe(gap.last);
    expect(openEnvelope(footerEnvelope(filled(200, 1))).body).toEqual({
      member: "footer",
      bytes: filled(200, 1),
      at: 4,
    });
  });

  it("opens a generation frame that the generated code wrote", () => {
    const generation = { generation: 2, verb: "repack", segment: [4, 5] };
    const payload = Uint8Array.from(generated.EventEnvelope.encode({ generation }).finish());
    expect(openEnvelope(payload).body).toMatchObject({ member: "generation", at: 3 });
  });

  it("calls a member of a newer version unknown, and names its field", () => {
    expect(openEnvelope(bytesOf("08 05 f2 01 02 01 02"))).toEqual({ seq: 5, body: { member: "unknown", field: 30 } });
    expect(openEnvelope(bytesOf("ba 01 00")).body).toEqual({ member: "unknown", field: 23 });
    expect(openEnvelope(new Uint8Array(0))).toEqual({ seq: 0, body: { member: "unknown", field: 0 } });
  });

  it("skips the pad, unknown fields and members of a wrong wire type", () => {
    expect(openEnvelope(bytesOf("22 03 00 00 00 58 01 10 02 1a 01 61 72 00 fa 3e 01 ff")).body).toEqual({
      member: "end",
    });
  });

  it("rejects a payload with two members, and micro and part frames without content", () => {
    for (const hex of ["72 00 72 00", "6a 00", "6a 04 0a 00 0a 00", "7a 02 08 01", "5a 02 7a 05", "6f", "70"]) {
      expect(() => openEnvelope(bytesOf(hex))).toThrow(BadBytes);
    }
  });
});
