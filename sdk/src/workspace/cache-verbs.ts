/** Listing and forgetting what `remember` kept. */
import { TapelabError } from "../errors.js";
import type { CacheFolder, TaggedEntry } from "../record/cache-folder.js";

/** Exactly one of name, tag and key. */
export type ForgetSelection = { readonly name: string } | { readonly tag: string } | { readonly key: string };

/** The entries, newest first. */
export async function listRemembered(
  folder: CacheFolder,
  { name, tag }: { readonly name?: string; readonly tag?: string },
): Promise<TaggedEntry[]> {
  const entries = await folder.list();
  return entries.filter(
    (entry) => (name === undefined || entry.name === name) && (tag === undefined || entry.tags.includes(tag)),
  );
}

/** Removes entries; their blobs stay until they are collected. */
export async function forgetEntries(folder: CacheFolder, selection: ForgetSelection): Promise<number> {
  const given = Object.entries(selection ?? {}).filter(([, value]) => value !== undefined);
  const [[kind, wanted] = []] = given;
  if (given.length !== 1 || typeof wanted !== "string" || (kind !== "name" && kind !== "tag" && kind !== "key")) {
    const found = given.map(([name]) => name).join(" and ") || "nothing";
    throw new TapelabError(
      "bad-option",
      `forget: expected exactly one of {name}, {tag}, {key}, found ${found}. Nothing was removed.`,
      {
        option: "selection",
        expected: "one of name, tag, key",
        found,
      },
    );
  }
  if (kind === "key") return Number(/^[0-9a-f]{64}$/.test(wanted) && (await folder.remove(wanted)));
  let count = 0;
  for (const { key } of await listRemembered(folder, { [kind]: wanted })) count += Number(await folder.remove(key));
  return count;
}
