// Who is measured, in the order of the table. A peer is { name, title, workloads, needs?, version(), files(job),
// write(job), check(job, checker) } and what it can of: rows(job), columns(job), column(job), which return the sum of the
// probe column over row objects, all columns, or that one column; latest(job) and open(job) through a fresh handle;
// encode(job), its encoder alone; extras(job), further measures. Or { name, title, scopes(quick), commit, measure(job) }
// with measures of its own. job = { workload, n, commit, dir, probe, probeOf }. Everything may be async.
import { existsSync } from "node:fs";
import { arrow } from "./arrow.mjs";
import { duckdb } from "./duckdb.mjs";
import { jsonlStream, jsonlSync } from "./jsonl.mjs";
import { mcapPeers } from "./mcap.mjs";
import { msgpackr } from "./msgpackr.mjs";
import { has } from "./optional.mjs";
import { protobuf } from "./protobuf.mjs";
import { sqlitePeers } from "./sqlite.mjs";
import { tapelabPeer } from "./tapelab.mjs";
import { tapelabCommits } from "./tapelab-commits.mjs";

export const peers = [
  tapelabPeer,
  ...tapelabCommits,
  jsonlStream,
  jsonlSync,
  msgpackr,
  protobuf,
  ...mcapPeers,
  ...sqlitePeers,
  duckdb,
  arrow,
];

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
