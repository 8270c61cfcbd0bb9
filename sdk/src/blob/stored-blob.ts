/** Blobs that are in the store already and are named by a commit without being held in memory. */
import { unhex } from "../base/sha256.js";
import type { PendingBlob } from "../value/stage.js";
import type { BlobStore } from "./store.js";

export function storedBlob(blobs: BlobStore, name: string, size: number): PendingBlob {
  return {
    sha256: unhex(name),
    storedSize: size,
    get bytes() {
      const bytes = blobs.readNow(name, size);
      if (!bytes) throw Object.assign(new Error(`blob ${name} was taken away`), { code: "ENOENT" });
      return bytes;
    },
  };
}
