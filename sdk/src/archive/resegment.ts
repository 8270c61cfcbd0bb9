/** Manifest and marker of an archive whose parts become one: the same leaves, in ranges as a whole export has them. */
import type { ArchiveManifest } from "tapelab-proto";
import { hex } from "../base/sha256.js";
import { sameHash } from "../tape/chain.js";
import { RangeMaker } from "./event-leaf.js";
import { damaged } from "./failures.js";
import { MANIFEST_PATH } from "./names.js";
import { type Credentials, credentials, firstPart } from "./summary.js";
import { takeEvents } from "./take-events.js";
import type { ProvedArchive } from "./verify.js";

/** Undefined where there is nothing to merge: one part, or a part of which the ones before are not here. */
export async function resegment({ archive, events }: ProvedArchive): Promise<Credentials | undefined> {
  const { manifest, marker } = archive.winner;
  const isWhole = manifest.ranges[0]?.first === 1 && events.missingParts.length === 0;
  if (!marker || manifest.part === 1 || !isWhole) return undefined;
  const ranges = new RangeMaker([], () => 1);
  let before = manifest.ranges[0]!.prevHash;
  for await (const taken of takeEvents(archive, events, 1)) {
    if (taken.kind === "lost") throw changed(archive.source.name);
    const { first, last, leaf, event } = taken;
    const hash = event.commit?.hash ?? statedHash(manifest, last);
    ranges.add(leaf, first, last, before, hash);
    before = hash;
  }
  ranges.close();
  if (!sameHash(before, marker.lastHash)) throw changed(archive.source.name);
  const facts = firstPart(manifest.runId, manifest.workspaceId, manifest.base);
  return credentials({ ...facts, generation: manifest.generation + 1 }, ranges, manifest);
}

/** H behind a gap, where a border of ranges or the base states it. */
function statedHash({ ranges, base }: ArchiveManifest, last: number): Uint8Array {
  if (base?.lastSequence === last) return base.hash;
  const at = ranges.find((range) => range.last === last)?.lastHash ?? new Uint8Array(0);
  return hex(at) === "" ? (ranges.find((range) => range.first === last + 1)?.prevHash ?? at) : at;
}

function changed(name: string): Error {
  const text = `${name} was changed while it was packed. Nothing was packed. Copy it to a place of its own and try again.`;
  return damaged(MANIFEST_PATH, text);
}
