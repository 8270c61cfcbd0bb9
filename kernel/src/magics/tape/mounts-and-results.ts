/** `%tape mount` and `%tape cache` */
import { resolve } from "node:path";
import { localTime } from "tapelab/host";
import { counted } from "../../display/arrow-view.js";
import { runModule } from "../../display/runs.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { line, type Outcome, table } from "../outcome.js";
import type { Request } from "../values.js";

export async function listMounts(): Promise<Outcome> {
  const value = runModule().listMounts(await workspace());
  if (value.length === 0) return { value, shown: line("no mounts here: %tape mount add NAME FOLDER") };
  const rows = value.map(({ name, root, origin, isThere }) => [name, root, origin, isThere ? "" : "not there"]);
  return { value, shown: table(["name", "folder", "from", ""], rows) };
}

export async function addMount(request: Request, { host }: MagicContext): Promise<Outcome> {
  const name = request.operand(0) ?? "";
  const value = runModule().addMount(await workspace(), name, resolve(host.folder, request.operand(1) ?? ""));
  return { value, shown: line(`${name}:// is ${value}`) };
}

export async function removeMount(request: Request): Promise<Outcome> {
  const name = request.operand(0) ?? "";
  runModule().removeMount(await workspace(), name);
  return { value: undefined, shown: line(`${name}:// is no mount any more`) };
}

export async function listResults(request: Request): Promise<Outcome> {
  const value = await (await workspace()).remembered({ name: request.text("name"), tag: request.text("tag") });
  if (value.length === 0) return { value, shown: line("remember has kept nothing here") };
  const rows = value.map(({ name, tags, key, time }) => [name, tags.join(", "), localTime(time), key]);
  return { value, shown: table(["name", "tags", "time", "key"], rows) };
}

export async function forgetResults(request: Request): Promise<Outcome> {
  const given = ["name", "tag", "key"].flatMap((one) => (request.has(one) ? [[one, request.text(one)]] : []));
  const value = await (await workspace()).forget(Object.fromEntries(given));
  return { value, shown: line(`removed ${counted(value, "result")}`) };
}
