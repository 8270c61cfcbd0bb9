/** Inputs of a run: what they are is checked each time, whatever was recorded of them. */
import { basename } from "node:path";
import type { Table } from "apache-arrow";
import { badOption, foundText } from "../base/options.js";
import { hex, sha256 } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { storedBlob } from "../blob/stored-blob.js";
import type { PendingBlob } from "../value/stage.js";
import { type Artifact, type ArtifactDeps, type ArtifactFacts, checkKey, type InputFacts } from "./artifact.js";
import { notReadable } from "./artifact-content.js";
import { cannotRead, type Reading, readable, runNotStarted } from "./artifact-failures.js";
import { placeOf, recordedPlace, wasAt } from "./artifact-place.js";
import { type Canonical, canonicalText } from "./canonical.js";
import { type ContentAt, contentAt, isContentOf } from "./content-at.js";
import { walkDirectory } from "./directory.js";
import { fileStamp, stampOf } from "./hash-file.js";
import { bytesAvailable } from "./open-artifact.js";
import type { RunRecord } from "./run-record.js";
import { keepInMemory } from "./store-artifact.js";

/** A path or URI, an output of a run, or what is in memory. */
export type InputSource =
  | string
  | Artifact
  | {
      readonly path: string;
      /** `fast`: by size and time alone. Only for what no run made, and shown as `fast:` wherever it is shown. */
      readonly hashing?: "full" | "fast";
    }
  | { readonly run: string; readonly output: string }
  | { readonly bytes: Uint8Array }
  | Table;

export interface IdentifiedInput {
  readonly facts: InputFacts;
  readonly warning?: string;
}

/** An output that may be what lies at a path. */
interface Claim {
  readonly record: RunRecord;
  readonly output: ArtifactFacts;
}

type Asked = Reading & { readonly name: string };

/** What an input is. Rejects with `bad-spec` when it cannot be read; `outcome` is what that means for its run. */
export async function identifyInput(
  deps: ArtifactDeps,
  name: string,
  source: InputSource,
  outcome: string = runNotStarted,
): Promise<IdentifiedInput> {
  checkKey(name);
  const asked = { name, what: `input '${name}'`, outcome };
  if (typeof source === "string") return atPath(deps, asked, source, "full");
  if (typeof source !== "object" || source === null) throw noInput(asked, source);
  const inMemory = await keepInMemory(deps, name, "bytes" in source ? source.bytes : source);
  if (inMemory) {
    const { kind: artifact, sha256: hash, size, store, uri } = inMemory.content;
    return { facts: { name, kind: "raw", artifact, sha256: hash, size, store, ...(uri !== undefined && { uri }) } };
  }
  if ("sha256" in source) return ofArtifact(deps, asked, source);
  if ("output" in source) return ofRun(deps, name, await claimOf(deps, asked, source));
  if (!("path" in source) || typeof source.path !== "string") throw noInput(asked, source);
  return atPath(deps, asked, source.path, source.hashing ?? "full");
}

/** The entry of an input for `inputHash`: its place is no part of it. */
export function inEntry({ kind, name, sha256: hash, output = "", signature = "" }: InputFacts): Canonical {
  const entry = new Map<string, Canonical>([
    ["kind", kind],
    ["name", name],
  ]);
  if (kind === "run") entry.set("output", output).set("signature", signature);
  return hash === "" ? entry : entry.set("sha256", hash);
}

async function atPath(
  deps: ArtifactDeps,
  asked: Asked,
  source: string,
  hashing: "full" | "fast",
): Promise<IdentifiedInput> {
  const path = placeOf(deps, source);
  const uri = deps.mounts.virtualise(path);
  const claims = await claimsOn(deps, { path, uri });
  const { name } = asked;
  return readable(asked, path, async () => {
    if (hashing === "fast" && claims.length === 0) return { facts: rawFacts(name, await fastContent(deps, path), uri) };
    const outputs = claims.map(({ output }) => output);
    const found = await contentAt(deps, path, outputs);
    const [newest] = claims;
    if (!found && newest) return { facts: runFacts(name, newest) };
    if (!found) throw cannotRead(asked, path, ["there is no file or directory", "Check the path."]);
    const claim = claims.find(({ output }) => isContentOf(found, output));
    if (claim) return { facts: runFacts(name, claim) };
    const facts = rawFacts(name, found, uri);
    return newest ? { facts, warning: `${changedText(path, newest)}; used as a new input` } : { facts };
  });
}

/** Outputs of completed runs that were written to a place, newest first. */
async function claimsOn(deps: ArtifactDeps, place: { path: string; uri: string }): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const record of await deps.records()) {
    if (record.status !== "completed" || record.signature === undefined) continue;
    for (const output of record.outputs)
      if (output.uri !== undefined && wasAt(deps, record, output.uri, place)) claims.push({ record, output });
  }
  return claims.sort((a, b) => (a.record.id < b.record.id ? 1 : -1));
}

async function claimOf(
  deps: ArtifactDeps,
  asked: Asked,
  { run, output: key }: { readonly run: string; readonly output: string },
): Promise<Claim> {
  const record = (await deps.records()).find(({ id }) => id === run);
  const output = record?.outputs.find((one) => one.key === key);
  if (record && output && record.signature !== undefined) return { record, output };
  const keys = record?.outputs.map((one) => one.key).join(", ") || "none";
  const reason = record ? `the run has the outputs ${shown(keys, 200)}` : "there is no such run";
  throw cannotRead(asked, `(output ${key} of run ${run})`, [reason, "See: tapelab runs"]);
}

/** An output that was named. Where its file was changed, the copy that was kept is what the run reads. */
async function ofRun(deps: ArtifactDeps, name: string, claim: Claim): Promise<IdentifiedInput> {
  const facts = runFacts(name, claim);
  const recorded = { ...claim.output, run: facts.session ?? null };
  const path = await recordedPlace(deps, recorded);
  const found = path === undefined ? undefined : await contentAt(deps, path, [claim.output]).catch(notReadable);
  if (path === undefined || !found || isContentOf(found, claim.output)) return { facts };
  const changed = changedText(path, claim);
  if ((await bytesAvailable(deps, recorded)) === "blob")
    return { facts, warning: `${changed}; the copy that was kept is used` };
  const raw = rawFacts(name, found, deps.mounts.virtualise(path));
  return { facts: raw, warning: `${changed}; used as a new input` };
}

/** An artifact whose run is not over, or stored nothing, is known by its content alone. */
async function ofArtifact(deps: ArtifactDeps, asked: Asked, artifact: Artifact): Promise<IdentifiedInput> {
  const { run, key, kind, sha256: hash, size, uri } = artifact;
  const record = run === null ? undefined : (await deps.records()).find(({ id }) => id === run);
  if (record?.outputs.some((one) => one.key === key && one.sha256 === hash))
    return ofRun(deps, asked.name, await claimOf(deps, asked, { run: record.id, output: key }));
  if ((await bytesAvailable(deps, artifact)) !== undefined)
    return {
      facts: { name: asked.name, kind: "raw", sha256: hash, artifact: kind, size, ...(uri !== undefined && { uri }) },
    };
  const reason = ["its bytes are not what was recorded, or are not here", "Name the file itself."] as const;
  throw cannotRead(asked, `(artifact ${key})`, reason);
}

/** Blobs that a raw input consists of: the commit that names them keeps them. */
export function inputBlobs({ blobs }: ArtifactDeps, { kind, store, sha256: hash, size }: InputFacts): PendingBlob[] {
  return kind === "raw" && store === "blob" ? [storedBlob(blobs, hash, size)] : [];
}

function rawFacts(name: string, { kind, ...content }: ContentAt, uri: string): InputFacts {
  return { name, kind: "raw", artifact: kind, ...content, uri };
}

function runFacts(name: string, { record, output }: Claim): InputFacts {
  const { key, kind, sha256: hash, size, uri, store, stamp } = output;
  return {
    name,
    kind: "run",
    sha256: hash,
    artifact: kind,
    size,
    ...(uri !== undefined && { uri }),
    store,
    ...(stamp && { stamp }),
    session: record.source ?? record.id, // the run that made it, not one that it answered
    output: key,
    signature: record.signature as string,
  };
}

/** Sizes and times of a file, or of all files of a directory. */
export async function fastContent(deps: ArtifactDeps, path: string): Promise<ContentAt> {
  const isDirectory = (await deps.disk.later.stat(path))?.kind === "directory";
  const files = isDirectory ? (await walkDirectory(deps, path)).files : [""];
  const list: Canonical[] = [];
  let size = 0;
  for (const file of files) {
    const stamp = await stampOf(deps.disk, file === "" ? path : `${path}/${file}`);
    list.push([file, stamp.size, fileStamp(stamp).mtime_ns]);
    size += stamp.size;
  }
  const hash = hex(sha256(Buffer.from(canonicalText(list), "utf8")));
  return { kind: isDirectory ? "directory" : "file", sha256: `fast:${hash}`, size };
}

function changedText(path: string, { record }: Claim): string {
  return `${basename(path)} was changed after run ${record.id.slice(0, 12)}… wrote it`;
}

function noInput({ name, outcome }: Asked, source: unknown): Error {
  const expected = "a path, an artifact, {run, output}, {bytes} or an Arrow table";
  return badOption("inputs", name, { expected, found: foundText(source), outcome });
}
