import { describe, expect, it } from "vitest";
import { sessionLabels } from "#sdk/workspace/labels.js";

const bad = expect.objectContaining({ code: "bad-label" });

describe("sessionLabels", () => {
  it("trims the first label only", () => expect(sessionLabels(" a ", [" b "])).toEqual(["a", " b "]));

  it("takes 256 characters and 64 labels, and rejects one more", () => {
    const long = "x".repeat(256);
    const many = new Array<string>(63).fill("t");
    expect(sessionLabels(long, many)).toHaveLength(64);
    expect(() => sessionLabels(`${long}x`)).toThrow(bad);
    expect(() => sessionLabels("a", [`${long}x`])).toThrow(bad);
    expect(() => sessionLabels("a", [...many, "t"])).toThrow(bad);
  });

  it.each(["", "  ", 3, null, undefined])("rejects %j as the first label", (label) => {
    expect(() => sessionLabels(label as string)).toThrow(bad);
  });

  it("rejects tags that are no texts", () => {
    expect(() => sessionLabels("a", [1] as never)).toThrow(bad);
    expect(() => sessionLabels("a", "b" as never)).toThrow(bad);
  });
});
