/** Runs as they stand on tapes, made by hand: for tests of what is folded from them. */
import type { ArtifactFacts, InputFacts } from "#sdk/run/artifact.js";
import { storeOutput } from "#sdk/run/store-artifact.js";
import type { Workspace } from "#sdk/workspace/workspace.js";
import { hashOf } from "../run/records.js";

export interface MadeRun {
  id: string;
  output: ArtifactFacts;
  /** The output, as an input of another run. */
  as: InputFacts;
}

interface MadeOptions {
  inputs?: readonly InputFacts[];
  tags?: readonly string[];
  outputTags?: readonly string[];
  /** No record can call it. */
  isFunction?: boolean;
  content?: Uint8Array;
  codeId?: string;
}

/** A finished run with one output, which has its name. */
export async function made(ws: Workspace, name: string, options: MadeOptions = {}): Promise<MadeRun> {
  const {
    inputs = [],
    tags = [],
    outputTags,
    isFunction = false,
    content = contentOf(name),
    codeId = "given:1",
  } = options;
  const host = ws.runs;
  const id = host.newId();
  const command = { run_command: { kind: "module", path: __filename, export: name } };
  const facts = {
    ...{
      run_program: name,
      run_signature: hashOf(id),
      run_signature_scheme: "sig1",
      run_inputs: inputs,
      run_tags: tags,
    },
    ...{ run_code_id: codeId },
    ...(isFunction ? {} : command),
  };
  const session = host.startRun({ id, label: name, facts });
  const { facts: output, blobs } = await storeOutput(host.artifacts(id), name, content, { tags: outputTags });
  await session.note("run_outputs", { artifacts: [output] }, blobs);
  await session.note("run_end", { status: "completed" });
  await session.end();
  const { key, sha256, kind, size } = output;
  const as: InputFacts = { name: key, kind: "run", sha256, artifact: kind, size, session: id, output: key };
  return { id, output, as };
}

export function contentOf(name: string): Uint8Array {
  return new Uint8Array(Buffer.from(`${name}\n`.repeat(200)));
}
