// The goals: ratios between two things measured in the same run. "times" = how many times faster or smaller than the
// peer (more is better); "cost" = what it costs relative to the reference (less is better). A row exists when both of
// its measures do.

const times = (section, what, against, own, peer, gate, goal) => ({
  kind: "times",
  section,
  what,
  against,
  own,
  peer,
  gate,
  goal,
});
const cost = (section, what, against, own, peer, gate, goal) => ({
  kind: "cost",
  section,
  what,
  against,
  own,
  peer,
  gate,
  goal,
});

const R = "Recording";
const D = "Durable";
const S = "Size";
const G = "Reading";

const captures = [
  cost(
    R,
    "capture of 8 scalars, t given",
    "stores to typed arrays",
    "tapelab/A capture",
    "tapelab/A typedStores",
    3,
    2.2,
  ),
  times(R, "capture of 8 scalars", "protobufjs encodeDelimited", "tapelab/A capture", "protobufjs/A encode", 8, 10),
  times(R, "capture of 8 scalars", "msgpackr pack", "tapelab/A capture", "msgpackr/A encode", 10, 13),
  times(R, "capture of 8 scalars", "JSON.stringify", "tapelab/A capture", "jsonl-sync/A encode", 20, 27),
  times(
    R,
    "capture of 8 scalars",
    "MCAP addMessage, ready bytes, null sink",
    "tapelab/A capture",
    "mcap-pb/A encode",
    14,
    18,
  ),
];

const write = (peer, title, gate, goal) => [
  times(R, "capture + commit, level os", title, "tapelab/A write", `${peer}/A write`, gate, goal),
  times(R, "capture + commit, until proved", title, "tapelab/A proved", `${peer}/A write`, gate, goal),
];

const writes = [
  ...write("mcap-pb", "MCAP protobuf", 12, 16),
  ...write("mcap-pb-zstd", "MCAP protobuf + zstd", 20, 28),
  ...write("jsonl", "JSONL stream", 10, 14),
  ...write("sqlite", "SQLite WAL, OFF", 5, 8),
  ...write("duckdb", "DuckDB appender", 25, 40),
  ...write("arrow", "Arrow builders", 12, 16),
  ...write("msgpackr", "msgpackr", 3.5, 5),
  ...write("protobufjs", "protobufjs rows", 2.2, 3),
];

const commits = [
  cost(R, "A with nulls", "plain A", "tapelab-nulls/A write", "tapelab-nulls/A plain", 1.6, 1.3),
  cost(R, "A with label and metadata per scope", "plain A", "tapelab-meta/A write", "tapelab-meta/A plain", 2.2, 1.7),
  times(R, "1-scope commit, level os", "JSONL writeSync", "tapelab-single/A os", "jsonl-sync/A@1 write", 1.4, 1.8),
  times(
    R,
    "1-scope commit, until proved",
    "JSONL writeSync",
    "tapelab-single/A proved",
    "jsonl-sync/A@1 write",
    0.8,
    1.1,
  ),
  cost(
    R,
    "1-scope commit, level os",
    "bare writeSync of equal bytes",
    "tapelab-single/A os",
    "tapelab-single/A bareWrite",
    2.2,
    1.8,
  ),
  cost(
    D,
    "1-scope commit, level disk, awaited",
    "bare write + fdatasync",
    "tapelab-disk/A single",
    "tapelab-disk/A bareSync",
    1.3,
    1.1,
  ),
  cost(R, "1-scope commit, bytes with anchors", "1 byte", "tapelab-single/A bytes", "one", 165, 150),
  times(R, "10 a commit, queued", "MCAP protobuf", "tapelab-ten/A write", "mcap-pb/A write", 8, 12),
  times(R, "C, capture + commit", "JSONL stream", "tapelab/C write", "jsonl/C write", 12, 25),
  times(R, "B, capture + commit", "msgpackr", "tapelab/B write", "msgpackr/B write", 1, 1.3),
  cost(
    R,
    "main thread per commit, p50",
    "bare writeSync of equal bytes",
    "tapelab/A blockP50",
    "tapelab/A bareWrite",
    2.5,
    1.5,
  ),
  cost(R, "main thread per commit, p99", "own p50", "tapelab/A blockP99", "tapelab/A blockP50", 100, 40),
  cost(R, "RSS while recording, MiB over an empty process", "1 MiB", "tapelab-memory/A rssMiB", "one", 48, 32),
];

const durable = [
  times(
    D,
    "level disk, 1,000 a commit, group commit",
    "own level os",
    "tapelab-disk/A group",
    "tapelab/A write",
    0.6,
    0.8,
  ),
  cost(
    D,
    "1,000 a commit, awaited one by one",
    "bare write + fdatasync",
    "tapelab-disk/A awaited",
    "tapelab-disk/A bareSyncBlock",
    1.4,
    1.2,
  ),
  times(D, "100 a commit, not awaited", "SQLite WAL FULL", "tapelab-disk/A hundred", "sqlite-full/A@100 write", 5, 9),
];

const sizes = [
  cost(S, "A live", "bytes of values + 96 per commit", "tapelab/A bytes", "valuesA", 1.05, 1.02),
  cost(S, "C live, bytes a scope", "1 byte", "tapelab/C bytes", "one", 40, 32),
];

const columns = (peer, title, gate, goal, measure = "rows") =>
  times(G, "columns", title, "tapelab/A columns", `${peer}/A ${measure}`, gate, goal);

const reads = [
  cost(
    G,
    "full replay to Arrow, CRC verified",
    "memcpy of the tape to fresh memory",
    "tapelab/A columns",
    "tapelab/A memcpyTape",
    3.5,
    2.5,
  ),
  cost(
    G,
    "the same, image hashes verified",
    "sha256 of the file",
    "tapelab/A columnsFull",
    "tapelab/A sha256Tape",
    1.5,
    1.2,
  ),
  columns("mcap-pb", "MCAP protobuf", 22, 32),
  columns("jsonl", "JSONL", 25, 38),
  columns("sqlite", "SQLite", 22, 34),
  columns("duckdb", "DuckDB", 4, 7, "columns"),
  columns("msgpackr", "msgpackr", 3.5, 5),
  times(G, "as row objects", "msgpackr", "tapelab/A rows", "msgpackr/A rows", 1.5, 2.5),
  times(G, "as row objects", "protobufjs rows", "tapelab/A rows", "protobufjs/A rows", 2.5, 4),
  times(G, "one column of nine", "own full replay", "tapelab/A column", "tapelab/A columns", 5, 9),
  times(G, "one column of nine", "DuckDB", "tapelab/A column", "duckdb/A column", 6, 10),
  cost(G, "latest scope, cold handle", "SQLite", "tapelab/A latest", "sqlite/A latest", 0.6, 0.3),
  cost(G, "latest scope, cold handle", "MCAP", "tapelab/A latest", "mcap-pb/A latest", 0.1, 0.04),
  cost(G, "latest scope, this tape", "the same tape of 10,000", "tapelab/A latest", "tapelab/A latestSmall", 1.5, 1.1),
  cost(G, "reopen with footer", "SQLite open", "tapelab/A reopen", "sqlite/A open", 1.2, 0.7),
  cost(
    G,
    "reopen without footer, all CRCs",
    "readSync to a reused buffer",
    "tapelab/A reopenBare",
    "tapelab/A readTape",
    3,
    2,
  ),
  cost(G, "B, read with CRC", "memcpy fresh", "tapelab/B columns", "tapelab/B memcpyTape", 1.5, 1.1),
  times(G, "B, read with CRC", "msgpackr", "tapelab/B columns", "msgpackr/B rows", 0.8, 1),
];

const goals = [...captures, ...writes, ...commits, ...durable, ...sizes, ...reads];
const constants = { one: 1, valuesA: 61 + 96 / 1000 };

/** The rows that both sides of were measured, each with its ratio and "goal", "gate", "MISS" or "noisy". */
export function judge(summary) {
  return goals.flatMap((goal) => {
    const own = lookUp(summary, goal.own);
    const peer = lookUp(summary, goal.peer);
    if (own === undefined || peer === undefined) return [];
    const ratio = goal.kind === "times" ? peer.value / own.value : own.value / peer.value;
    const reaches = (limit) => (goal.kind === "times" ? ratio >= limit : ratio <= limit);
    const verdict = verdictOf(reaches(goal.gate), reaches(goal.goal), own.noisy || peer.noisy);
    return [{ ...goal, ratio, verdict }];
  });
}

function verdictOf(passesGate, reachesGoal, noisy) {
  if (noisy) return "noisy";
  if (!passesGate) return "MISS";
  return reachesGoal ? "goal" : "gate";
}

function lookUp(summary, path) {
  if (path in constants) return { value: constants[path], noisy: false };
  const [id, measure] = path.split(" ");
  const task = summary[id];
  const value = task?.min[measure];
  return value === undefined ? undefined : { value, noisy: task.noisy };
}
