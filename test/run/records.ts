/** Records of runs as a fold would give them, for tests of what is computed from them. */
import { hex, sha256 } from "#sdk/base/sha256.js";
import type { ArtifactFacts, InputFacts } from "#sdk/run/artifact.js";
import type { RunRecord } from "#sdk/run/run-record.js";

export const hashOf = (text: string): string => hex(sha256(Buffer.from(text)));
export const idOf = (number: number): string => number.toString(16).padStart(32, "0");

export function fileOf(key: string, content = key, size = 10): ArtifactFacts {
  return { key, kind: "file", sha256: hashOf(content), size, store: "blob" };
}

export function rawInput(name: string, content = name): InputFacts {
  return { name, kind: "raw", sha256: hashOf(content), artifact: "file", size: 10, uri: `project://${name}` };
}

/** An input that another run made. */
export function madeInput(run: RunRecord, output: string): InputFacts {
  const facts = run.outputs.find(({ key }) => key === output)!;
  const { sha256: hash, size } = facts;
  return { name: output, kind: "run", sha256: hash, artifact: "file", size, session: run.id, output };
}

export function record(number: number, more: Partial<RunRecord> = {}): RunRecord {
  const facts = { run_command: { kind: "module" as const, path: "/p.mjs" } };
  return {
    ...{ id: idOf(number), tape: idOf(number), name: `p${number}`, isExcluded: false, isDamaged: false },
    ...{ program: `p${number}`, kind: "run", status: "completed", error: undefined },
    ...{ source: undefined, cacheMode: "reuse", replaces: [], codeId: "given:1", configHash: hashOf("c") },
    ...{ inputHash: hashOf("i"), signature: hashOf(String(number)), signatureScheme: "sig1" },
    ...{ startedMs: number * 1_000, endedMs: number * 1_000 + 500, config: "{}", facet: undefined, tags: [] },
    ...{ description: undefined, parent: undefined, scenario: undefined, year: undefined, iteration: undefined },
    ...{ stage: undefined, phase: undefined, launch: undefined, attempt: undefined, index: undefined, try: 1 },
    ...{ inputs: [], outputs: [], facts },
    ...more,
  };
}
