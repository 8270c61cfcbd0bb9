/** Full verification: every image hash and chain hash that the tape states is computed again from the bytes. */
import type { Io } from "../base/disk.js";
import { hex, sha256, unhex } from "../base/sha256.js";
import { chainNext, chainStart } from "./chain.js";
import { isKnown, readImage } from "./hashes.js";
import type { RecoveredSegment, Recovery } from "./recover.js";
import { withFile } from "./segment.js";
import type { Loss } from "./settle.js";
import { type CommitEntry, storedSize } from "./types.js";

/** The same recovery, with commits whose hashes do not match turned into losses. Needs scanned segments. */
export function* verifyProofs(recovery: Recovery): Io<Recovery> {
  const bad = new Map<number, Loss>();
  let chain: Uint8Array | undefined = chainStart(recovery.workspaceId, recovery.tapeId);
  let covered = 0; // `chain` is the hash of this commit
  for (const part of recovery.segments) {
    const { content, base } = part;
    const { header } = part.segment;
    // Behind lost commits the header is the one that knows.
    if (covered !== base - 1) chain = header && isKnown(header.previousHash) ? unhex(header.previousHash) : undefined;
    chain = yield* verifySegment(part, recovery.tapeId, chain, bad, recovery.repairs ?? new Map());
    covered = content.entries.at(-1)?.sequence ?? base - 1;
  }
  if (bad.size === 0) return recovery;
  const entries = recovery.entries.filter((entry) => !bad.has(entry.sequence));
  return { ...recovery, entries, losses: [...recovery.losses, ...bad.values()].sort((a, b) => a.first - b.first) };
}

function* verifySegment(
  part: RecoveredSegment,
  tapeId: string,
  start: Uint8Array | undefined,
  bad: Map<number, Loss>,
  repairs: NonNullable<Recovery["repairs"]>,
): Io<Uint8Array | undefined> {
  let chain = start;
  let next = part.base;
  return yield* withFile(part.segment.path, function* (file): Io<Uint8Array | undefined> {
    for (const entry of part.content.entries) {
      const repair = repairs.get(entry.sequence);
      if (entry.sequence !== next) chain = restart(part, entry.sequence - 1);
      const image = repair?.image ?? (yield* readImage(file, entry));
      const hash = image && sha256(image);
      const stated = part.content.stated?.at(entry.sequence)?.imageHash;
      const proof = stated && hex(stated);
      if (!hash || (proof && proof !== hex(hash))) bad.set(entry.sequence, lossOf(part, entry, hash && proof));
      chain = hash && chain && chainNext(chain, tapeId, entry.sequence, image!.length, hash);
      const said = part.content.chains.get(entry.sequence);
      if (chain && said && said !== hex(chain) && !bad.has(entry.sequence))
        bad.set(entry.sequence, lossOf(part, entry, said));
      if (said) chain = unhex(said);
      next = entry.sequence + 1;
    }
    return chain;
  });
}

function restart(part: RecoveredSegment, sequence: number): Uint8Array | undefined {
  const hash = part.content.chains.get(sequence);
  return hash ? unhex(hash) : undefined;
}

function lossOf(part: RecoveredSegment, entry: CommitEntry, hash: string | undefined): Loss {
  const { sequence, offset, crc } = entry;
  const size = storedSize(entry);
  const place = { first: sequence, last: sequence, segment: part.segment.number, offset, size };
  return { kind: "corrupt-commit", ...place, ...(hash === undefined ? { crc } : { hash }) };
}
