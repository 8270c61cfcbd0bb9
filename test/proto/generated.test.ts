import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const proto = join(import.meta.dirname, "../../proto");

describe("proto/generated", { timeout: 300_000 }, () => {
  it("is what pbjs makes of tape.proto (npm run proto)", () => {
    const { scripts } = JSON.parse(readFileSync(join(proto, "package.json"), "utf8")) as {
      scripts: { generate: string };
    };
    const out = mkdtempSync(join(tmpdir(), "tapelab-generated-"));
    const [tool, ...options] = scripts.generate.split(" ");
    expect(tool).toBe("pbjs");
    const pbjs = join(proto, "../node_modules/protobufjs-cli/bin/pbjs");
    execFileSync(process.execPath, [pbjs, ...options.map((option) => option.replace("generated/", `${out}/`))], {
      cwd: proto,
    });
    for (const name of ["tape.js", "tape.d.ts"]) {
      expect(readFileSync(join(out, name), "utf8") === readFileSync(join(proto, "generated", name), "utf8")).toBe(true);
    }
    rmSync(out, { recursive: true });
  });
});
