/**
 * Takes blobs away beside writers who may refer to them and beside other collections, without a lock. A writer removes
 * the tombstone, then looks for the file. A collection renames the file to a name of its own, then looks for its
 * tombstone. Whatever their order, one of them sees the other: either the blob is put back, or the writer finds none and
 * writes its own.
 */
import { type Io, io } from "../base/disk.js";
import { isCode, isMissing, namesIn, removeIfThere } from "../base/small-file.js";
import { readTombstone } from "./tombstone.js";

/** The forms in which a blob may lie in its folder: as it is, and packed. */
export const forms: readonly string[] = ["", ".z"];

const fileForm = /^([0-9a-f]{64})(\.z)?(\.dying-[0-9a-f]+-[12])?$/;

/** What the name of a file in a folder of the store says; undefined for other files. */
export function partsOf(file: string): { name: string; form: string; dying: string } | undefined {
  const [, name, form = "", dying = ""] = fileForm.exec(file) ?? [];
  return name === undefined ? undefined : { name, form, dying };
}

/** Files of the blob that a collection has set aside: what is read when there is nothing else. */
export function* setAsideOf(folder: string, name: string): Io<readonly string[]> {
  const files = yield* namesIn(folder);
  return files.filter((file) => file.startsWith(name) && partsOf(file)?.dying);
}

/**
 * Deletes the blob as long as the mark with this nonce stands; false when it is wanted again. `own` is a random text
 * that no other collection has.
 */
export function* takeAway(dir: string, name: string, nonce: string, own: string): Io<boolean> {
  const folder = `${dir}/${name.slice(0, 2)}`;
  const taken: string[] = [];
  for (const form of forms) {
    const path = `${folder}/${name}${form}`;
    const aside = `${name}${form}.dying-${own}`;
    if (!(yield* secondName(path, `${folder}/${aside}-1`))) continue;
    yield* io((ops) => ops.fsyncDir(folder)); // whatever a power loss makes of the rename, one name is there
    yield* renamed(path, `${folder}/${aside}-2`);
    taken.push(`${aside}-2`, `${aside}-1`);
  }
  const aside = yield* setAsideOf(folder, name); // also by runs that were cut off; what comes later is not ours to take
  const tombstone = yield* readTombstone(dir, name);
  const isMine = tombstone?.nonce === nonce && tombstone.collectedMs === undefined;
  if (isMine) for (const file of aside) yield* removeIfThere(`${folder}/${file}`);
  else for (const file of taken) yield* putBack(folder, file);
  return isMine;
}

/** A file that was set aside gets its name again, unless there is one by now. */
export function* putBack(folder: string, file: string): Io<void> {
  const parts = partsOf(file);
  if (!parts) return;
  yield* secondName(`${folder}/${file}`, `${folder}/${parts.name}${parts.form}`);
  yield* io((ops) => ops.fsyncDir(folder));
  yield* removeIfThere(`${folder}/${file}`);
}

function* renamed(from: string, to: string): Io<void> {
  try {
    yield* io((ops) => ops.rename(from, to));
  } catch (error) {
    if (!isMissing(error)) throw error; // another collection was faster
  }
}

/** False when there is no file, or none that can have a second name. */
function* secondName(from: string, to: string): Io<boolean> {
  try {
    yield* io((ops) => ops.link(from, to));
    return true;
  } catch (error) {
    if (isMissing(error) || isCode(error, "EINVAL", "EPERM", "EISDIR")) return false;
    if (isCode(error, "EEXIST")) return true;
    throw error;
  }
}
