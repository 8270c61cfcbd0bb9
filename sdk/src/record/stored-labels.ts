/** What a session that is already on a tape is called. */
import { type Disk, runLater } from "../base/disk.js";
import { entryPath, readImage } from "../tape/hashes.js";
import type { Recovery } from "../tape/recover.js";
import { withFile } from "../tape/segment.js";
import { decodeImage } from "../value/decode.js";

/** The labels of the session; its id alone when commit 1 is damaged. */
export async function storedLabels(disk: Disk, recovery: Recovery, id: string): Promise<readonly string[]> {
  const meta = await firstMeta(disk, recovery);
  const stored = Array.isArray(meta?.labels) ? meta.labels.map(String) : [];
  return stored.length > 0 ? stored : [id];
}

async function firstMeta(disk: Disk, recovery: Recovery): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [entry] = recovery.entries;
  if (entry?.sequence !== 1) return undefined;
  const image = await runLater(
    disk,
    withFile(entryPath(recovery.dir, entry), (file) => readImage(file, entry)),
  );
  return image && decodeImage(image, () => undefined).meta;
}
