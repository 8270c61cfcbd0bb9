// What a run measures: tasks of one process each. The id of a task is how goals and the report speak of it.
import { missing, peers } from "./peers/index.mjs";
import { sizes } from "./workloads.mjs";

/** Left out of quick runs: dear, and no gate needs them. Peers, or tasks. */
const fullOnly = new Set(["mcap-json", "mcap-pb-lz4", "jsonl/B"]);

/** `{ tasks, skipped }`; a task is `{ id, peer, workload, n, commit }`. */
export function makePlan({ quick, only, workload }) {
  const wanted = peers.filter((peer) => (only ? only.includes(peer.name) : !(quick && fullOnly.has(peer.name))));
  const skipped = wanted.flatMap((peer) => {
    const reason = missing(peer);
    return reason ? [{ peer, reason }] : [];
  });
  const tasks = wanted
    .filter((peer) => !missing(peer))
    .flatMap((peer) => tasksOf(peer, quick))
    .filter((task) => !(quick && fullOnly.has(task.id)))
    .filter((task) => workload === undefined || task.workload === workload)
    .map((task) => ({ ...task, quick }));
  return { tasks, skipped };
}

function tasksOf(peer, quick) {
  const tasks =
    peer.measure || peer.name === "sqlite-full" ? [] : peer.workloads.map((name) => standard(peer, name, quick));
  return [...tasks, ...special(peer, quick)];
}

function standard(peer, workload, quick) {
  const { full, quick: small, commit } = sizes[workload];
  return task(peer, workload, quick ? small : full, commit);
}

/** Commit sizes other than the usual one, where a goal asks for them. */
function special(peer, quick) {
  if (peer.name === "jsonl-sync") return [task(peer, "A", quick ? 10_000 : 20_000, 1)];
  if (peer.name === "sqlite-full") return [task(peer, "A", quick ? 10_000 : 50_000, 100)];
  if (peer.measure) return [task(peer, "A", peer.scopes(quick), peer.commit)];
  return [];
}

function task(peer, workload, n, commit) {
  const id =
    commit === sizes[workload].commit || peer.measure
      ? `${peer.name}/${workload}`
      : `${peer.name}/${workload}@${commit}`;
  return { id, peer: peer.name, workload, n, commit };
}
