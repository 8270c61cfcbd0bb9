// Who is measured, in the order of the table. A peer is
// { name, title, workloads, reads: "rows" | "columns", needs?, version(), files(job), write(job), read(job) → sum of the
// probe column, check(job, checker), column?(job) → the same sum from one column, encode?(job) }; job = { workload, n,
// commit, dir, probe }. Everything may be async.
import { existsSync } from "node:fs";
import { arrow } from "./arrow.mjs";
import { duckdb } from "./duckdb.mjs";
import { jsonlStream, jsonlSync } from "./jsonl.mjs";
import { mcapPeers } from "./mcap.mjs";
import { msgpackr } from "./msgpackr.mjs";
import { has } from "./optional.mjs";
import { protobuf } from "./protobuf.mjs";
import { sqlitePeers } from "./sqlite.mjs";

export const peers = [jsonlStream, jsonlSync, msgpackr, protobuf, ...mcapPeers, ...sqlitePeers, duckdb, arrow];

export function peerNamed(name) {
  const peer = peers.find((one) => one.name === name);
  if (peer === undefined)
    throw new Error(`There is no peer "${name}"; there are ${peers.map((p) => p.name).join(", ")}.`);
  return peer;
}

/** What keeps a peer from running, or undefined. */
export function missing(peer) {
  const packages = (peer.needs ?? []).filter((name) => !has(name));
  if (packages.length > 0) return `${packages.join(", ")} not installed`;
  const files = (peer.needsFiles ?? []).filter((path) => !existsSync(path));
  return files.length > 0 ? `${files.join(", ")} not built` : undefined;
}
