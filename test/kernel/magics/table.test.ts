import { describe, expect, it } from "vitest";
import { commands } from "#kernel/magics/commands.js";
import { parseMagic } from "#kernel/magics/parse.js";
import { MagicTable } from "#kernel/magics/table.js";

const table = new MagicTable();

describe("the table of magics", () => {
  it("has a command for each magic, and no command without one", () => {
    const wanted = table.all.flatMap((magic) => {
      const lines = (magic.commands ?? [magic]).flatMap((command) => {
        const name = command === magic ? magic.name : `${magic.name} ${command.name}`;
        return command.isCell || (command === magic && magic.kind === "both") ? [name, `%%${name}`] : [name];
      });
      return lines;
    });
    expect(Object.keys(commands).sort()).toEqual(wanted.sort());
  });

  it("gives every magic and command an example that is right, a summary and what does not happen", () => {
    for (const magic of table.all) {
      for (const { example, outcome, summary } of [magic, ...(magic.commands ?? [])]) {
        expect(parseMagic(table, example, 0).magic.name, example).toBe(magic.name);
        expect(outcome, example).toMatch(/^[A-Z].*\.$/);
        expect(summary, example).toMatch(/^[a-z].*[^.]$/);
      }
    }
  });

  it("gives every option with a value an example that is right", () => {
    for (const magic of table.all) {
      for (const command of magic.commands ?? []) {
        for (const { takes, example, name } of command.options) {
          if (takes === undefined || name === "id") continue;
          const needed = command.operands.filter(({ isNeeded }) => isNeeded).map(() => "x");
          const line = `%${magic.name} ${command.name} ${needed.join(" ")} ${example}`;
          expect(parseMagic(table, line, 0).options.has(name), line).toBe(true);
        }
      }
    }
  });
});
