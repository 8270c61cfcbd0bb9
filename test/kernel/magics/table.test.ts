import { describe, expect, it } from "vitest";
import { commands } from "#kernel/magics/commands.js";
import { parseMagic } from "#kernel/magics/parse.js";
import { type Command, MagicTable } from "#kernel/magics/table.js";

const table = new MagicTable();

interface Named {
  readonly title: string;
  readonly command: Command;
}

/** A magic or command and all below it, by what is written for them. */
function below(title: string, command: Command): Named[] {
  return [{ title, command }, ...(command.commands ?? []).flatMap((one) => below(`${title} ${one.name}`, one))];
}

const all = table.all.flatMap((magic) => below(magic.name, magic));
const leaves = all.filter(({ command }) => command.commands === undefined);

describe("the table of magics", () => {
  it("has a command for each magic, and no command without one", () => {
    const both = new Set(
      table.all.filter(({ kind, commands: own }) => kind === "both" && !own).map(({ name }) => name),
    );
    const wanted = leaves.flatMap(({ title, command }) =>
      command.isCell || both.has(title) ? [title, `%%${title}`] : [title],
    );
    expect(Object.keys(commands).sort()).toEqual(wanted.sort());
  });

  it("gives every magic and command an example that is right, a summary and what does not happen", () => {
    for (const { title, command } of all) {
      const { example, outcome, summary } = command;
      expect(parseMagic(table, example, 0).title.replace(/^%+/, "").startsWith(title), example).toBe(true);
      expect(outcome, example).toMatch(/^[A-Z].*\.$/);
      expect(summary, example).toMatch(/^[a-z].*[^.]$/);
    }
  });

  it("gives every option with a value an example that is right", () => {
    for (const { title, command } of leaves) {
      if (!title.includes(" ")) continue;
      for (const { takes, example, name } of command.options) {
        if (takes === undefined || name === "id") continue;
        const needed = command.operands.filter(({ isNeeded }) => isNeeded).map(() => "x");
        const line = `%${title} ${needed.join(" ")} ${example}`;
        expect(parseMagic(table, line, 0).options.has(name), line).toBe(true);
      }
    }
  });
});
