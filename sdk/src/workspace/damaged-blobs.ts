/** Blobs that commits name and whose bytes are not what they should be. The commits are whole; only this content is not. */
import { openImage } from "../archive/archived-image.js";
import { hex } from "../base/sha256.js";
import type { BlobStore } from "../blob/store.js";
import { quarantineId } from "../tape/quarantine-id.js";
import { TapeReader } from "../tape/reader.js";
import { systemEnvironment } from "./environment.js";

/** A tape to look at, and how texts name it. */
interface NamedTape {
  readonly id: string;
  readonly label: string;
  readonly dir: string;
}

export interface DamagedBlob {
  /** Of its entry in quarantine. */
  readonly id: string;
  readonly sha256: string;
  readonly state: "damaged" | "missing";
  readonly commits: readonly { readonly tape: string; readonly sequence: number }[];
  readonly text: string;
}

/** Reads every blob that commits of these tapes name. What was collected or moved away is no damage. */
export async function damagedBlobs(
  { blobs }: { readonly blobs: BlobStore },
  tapes: readonly NamedTape[],
): Promise<DamagedBlob[]> {
  const users = new Map<string, { tape: string; name: string; sequence: number }[]>();
  for (const tape of tapes) {
    for await (const { sequence, hash } of blobsOn(tape)) {
      const list = users.get(hash);
      const user = { tape: tape.id, name: tape.label || tape.id, sequence };
      if (list) list.push(user);
      else users.set(hash, [user]);
    }
  }
  const found: DamagedBlob[] = [];
  for (const [sha256, commits] of users) {
    const state = await blobs.verify(sha256);
    if (state === "good" || (state === "missing" && blobs.absence(sha256) !== undefined)) continue;
    const id = quarantineId(sha256, 0, 0);
    const named = commits.slice(0, 5).map(({ sequence, name }) => `commit ${sequence} of tape "${name}"`);
    const more = commits.length > 5 ? ` and ${commits.length - 5} more` : "";
    const text = `Blob ${sha256.slice(0, 12)}… is ${state} (named by ${named.join(", ")}${more}). The scopes are intact; only this content is missing. Fetch a good copy: \`tapelab quarantine repair ${id} --from PEER\``;
    found.push({ id, sha256, state, commits, text });
  }
  return found;
}

async function* blobsOn({ dir }: NamedTape): AsyncGenerator<{ sequence: number; hash: string }, void, void> {
  const reader = await TapeReader.open(systemEnvironment().disk, dir);
  try {
    for (const entry of reader.commits) {
      if (!(await reader.isGood(entry))) continue;
      for (const blob of openImage(await reader.image(entry))?.blobs ?? [])
        yield { sequence: entry.sequence, hash: hex(blob) };
    }
  } finally {
    await reader.close();
  }
}
