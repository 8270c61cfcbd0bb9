/** Help of magics, all made from the table. */
import type { Bundle } from "../link.js";
import { type Command, type Magic, type MagicTable, type OptionSpec, sigil } from "./table.js";

/** Help of a magic or a sub-command, as a page and for inspections. */
export function helpOf({ magic, command }: { magic: Magic; command: Command }): Bundle {
  const lines = command === magic ? magicHelp(magic) : commandHelp(magic, command);
  return pageOf(lines);
}

/** Lines of text as a bundle. */
export function pageOf(lines: readonly string[]): Bundle {
  const text = lines.join("\n");
  return { "text/plain": text, "text/html": `<pre>${escaped(text)}</pre>` };
}

/** `%lsmagic`: name and summary of each. */
export function magicRows(table: MagicTable): readonly { readonly name: string; readonly summary: string }[] {
  return table.all.flatMap((magic) => {
    const name = magic.kind === "both" ? `%${magic.name}, %%${magic.name}` : sigil(magic);
    return [{ name, summary: magic.summary }, ...commandRows(`%${magic.name}`, magic)];
  });
}

function commandRows(title: string, { commands = [] }: Command): { readonly name: string; readonly summary: string }[] {
  return commands.flatMap((command) => {
    const name = `${title} ${command.name}`;
    return [{ name, summary: command.summary }, ...commandRows(name, command)];
  });
}

/** `%tape capture NAME [NAMES…] [options]` */
export function usageOf(magic: Magic, command: Command): string {
  const head = command === magic ? sigil(magic) : `${sigil(magic)} ${command.name}`;
  if (command !== magic && command.commands !== undefined) return `${head} COMMAND`;
  const operands = command.operands.map(({ name, isNeeded, isMany }) => {
    const text = isMany ? `${name}…` : name;
    return isNeeded ? text : `[${text}]`;
  });
  const rest = { expression: ["[EXPRESSION]"], text: ["[TEXT]"] };
  const more = command === magic && magic.rest !== undefined ? rest[magic.rest] : [];
  const as = command.hasAs ? ["[as NAME]"] : [];
  const options = command.options.length > 0 ? ["[options]"] : [];
  return [head, ...operands, ...more, ...options, ...as].join(" ");
}

function magicHelp(magic: Magic): string[] {
  const { commands } = magic;
  if (commands === undefined) return commandHelp(magic, magic);
  const left = commands.map((command) => usageOf(magic, command));
  const width = Math.max(...left.map((text) => text.length));
  return [
    `Usage: %${magic.name} COMMAND [words] [options]`,
    "",
    `${capital(magic.summary)}.`,
    "",
    ...commands.map((command, n) => `  ${left[n]!.padEnd(width)}  ${command.summary}`),
    "",
    ...asCellText(magic.name, commands),
    `Help on one command: %${magic.name} ${commands[0]?.name ?? ""}?`,
    `Example: ${magic.example}`,
  ];
}

function asCellText(name: string, commands: readonly Command[]): string[] {
  const cells = commands.filter(({ isCell }) => isCell).map((command) => command.name);
  if (cells.length === 0) return [];
  return [
    `As %%${name}, on the first line of a cell: ${cells.join(", ")}. The cell runs, then what it declared or assigned is captured.`,
  ];
}

function commandHelp(magic: Magic, command: Command): string[] {
  const options = command.options.length === 0 ? [] : ["", "Options:", ...optionLines(command.options)];
  const asCell = command.isCell || (command === magic && magic.kind === "both");
  const cell = asCell ? [`As %%${magic.name}, on the first line of a cell, it is for the whole cell.`] : [];
  return [
    `Usage: ${usageOf(magic, command)}`,
    "",
    `${capital(command.summary)}.`,
    ...cell,
    ...options,
    "",
    `Example: ${command.example}`,
  ];
}

function optionLines(options: readonly OptionSpec[]): string[] {
  const left = options.map(optionText);
  const width = Math.max(...left.map((text) => text.length));
  return options.map(({ summary }, n) => `  ${left[n]!.padEnd(width)}  ${summary}`);
}

function optionText({ name, letter, value = "VALUE", takes, isOptional }: OptionSpec): string {
  const names = letter === undefined ? `--${name}` : `-${letter}, --${name}`;
  if (takes === undefined) return names;
  return isOptional ? `${names}[=${value}]` : `${names} ${value}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
