/** `tapelab settings`: every setting with its value, or one with all its layers. */

import { near, shown } from "../base/text.js";
import { knownSettings } from "../record/setting-keys.js";
import type { SettingExplanation } from "../record/settings.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function settings(given: Given, output: Output): Promise<ExitCode> {
  const { settings: layers } = await workspaceOf(given);
  const known = knownSettings("");
  const [key] = given.positionals;
  if (key === undefined) {
    const all = [...known.keys()].map((name) => layers.explain(name));
    if (output.json) for (const one of all) await output.value(one);
    else {
      const rows = all.map(({ key: name, value, winner }) => [name, valueText(value), winner, known.get(name)?.text]);
      await output.table(
        ["setting", "value", "from", "decides"].map((title) => ({ title, align: "left" as const })),
        rows,
      );
    }
    return EXIT.clean;
  }
  const explained = layers.explain(key);
  if (!explained.registered && !explained.found) throw new UsageError(unknownKey(key, [...known.keys()]));
  if (output.json) await output.value(explained);
  else await printLayers(output, explained, known.get(key)?.text);
  return EXIT.clean;
}

async function printLayers(
  output: Output,
  { key, value, winner, candidates }: SettingExplanation,
  about: string | undefined,
): Promise<void> {
  await output.facts([
    [key, `${valueText(value)} (from ${winner ?? "nowhere"})`],
    ["decides", about],
  ]);
  await output.lines("");
  const rows = candidates.map((one) => [
    one.layer,
    valueText(one.value),
    one.origin,
    one.layer === winner ? "wins" : "",
  ]);
  await output.table(
    ["layer", "value", "origin", ""].map((title) => ({ title, align: "left" as const })),
    rows,
  );
}

function valueText(value: unknown): string {
  if (value === undefined) return "-";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function unknownKey(key: string, known: readonly string[]): string {
  const [meant] = near(key, known);
  return `There is no setting ${shown(JSON.stringify(key), 80)}.${meant === undefined ? " See them all: tapelab settings" : ` Did you mean ${meant}?`}`;
}
