/** `tapelab cache`: results that `remember` kept. */
import { shown } from "../base/text.js";
import { bytes, counted, localTime } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function cache(given: Given, output: Output): Promise<ExitCode> {
  const [action = ""] = given.positionals;
  if (action === "ls") return list(given, output);
  if (action === "forget") return forget(given, output);
  throw new UsageError(`tapelab cache has ls and forget, and no ${shown(JSON.stringify(action), 60)}.`);
}

async function list(given: Given, output: Output): Promise<ExitCode> {
  if (given.text("key") !== undefined) throw new UsageError("--key belongs to tapelab cache forget.");
  const found = await (await workspaceOf(given)).remembered({ name: given.text("name"), tag: given.text("tag") });
  if (output.json) for (const entry of found) await output.value(entry);
  else if (found.length === 0) output.note("Nothing is kept here.");
  else
    await output.table(
      ["name", "key", "type", "size", "kept", "tags"].map((title) => ({ title })),
      found.map(({ name, key, type, sizeBytes, time, tags }) => [
        shown(name, 80),
        key.slice(0, 12),
        type,
        bytes(sizeBytes),
        localTime(time),
        tags.join(" "),
      ]),
    );
  return EXIT.clean;
}

async function forget(given: Given, output: Output): Promise<ExitCode> {
  const by = given.oneOf("name", "tag", "key");
  if (by === undefined) throw new UsageError("What shall be forgotten? --name NAME, --tag TAG or --key KEY");
  const ws = await workspaceOf(given);
  const text = given.text(by) ?? "";
  const count = await ws.forget({ [by]: by === "key" ? await wholeKey(ws, text) : text } as { key: string });
  if (output.json) await output.value({ forgotten: count });
  else output.note(`${counted(count, "result")} forgotten.`);
  return EXIT.clean;
}

/** The key that begins so, as ls shows it. */
async function wholeKey(ws: Awaited<ReturnType<typeof workspaceOf>>, text: string): Promise<string> {
  const found = (await ws.remembered()).filter(({ key }) => key.startsWith(text));
  if (found.length > 1) throw new UsageError(`${found.length} results have a key like ${text}.`);
  return found[0]?.key ?? text;
}
