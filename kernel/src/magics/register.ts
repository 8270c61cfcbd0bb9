/** `magics.register`: packages and cells add magics of their own. */
import { toBundle } from "../display/bundle.js";
import { post } from "../display/post.js";
import type { RunCommand } from "./context.js";
import type { OwnMagic } from "./own-magic.js";
import { MagicTable } from "./table.js";

/** The table of the main thread and what each of its magics does. */
export const table: MagicTable = new MagicTable();
export const ownCommands: Map<string, RunCommand> = new Map();
export const completions: Map<string, NonNullable<OwnMagic["complete"]>> = new Map();

/** Magics of packages and cells. */
export const magics: { register(magic: OwnMagic): void } = {
  /**
   * Adds a magic, for the cells that are sent from now on. One of the same name is replaced.
   *
   * @example
   * magics.register({ name: "hello", summary: "greets", run: ({ words }) => `Hello ${words.join(" ")}` });
   */
  register(magic) {
    const { name, kind = "line", summary, options = [], complete, run } = magic;
    check(magic);
    const spec = {
      name,
      kind,
      summary,
      options: options.map((option) => ({
        name: option.name,
        letter: option.letter,
        value: option.value,
        summary: option.summary,
      })),
      completes: complete !== undefined,
    };
    if (complete === undefined) completions.delete(name);
    else completions.set(name, complete);
    table.register(spec);
    ownCommands.set(name, async (request, _context, extra) => {
      const given: Record<string, string | true> = {};
      for (const { name: option } of options) if (request.has(option)) given[option] = request.text(option) ?? true;
      const body = typeof extra === "string" ? extra : undefined;
      const value: unknown = await run({ words: request.operands(), options: given, body });
      return value === undefined ? { value } : { value, shown: await toBundle(value) };
    });
    post({ type: "magic", spec });
  },
};

function check({ name, kind = "line", summary, run }: OwnMagic): void {
  const fail = (what: string): never => {
    throw new TypeError(`magics.register: ${what} Nothing was registered.`);
  };
  if (typeof name !== "string" || !/^[A-Za-z_]\w{0,63}$/.test(name))
    fail(`expected a name of letters, digits and _, found ${JSON.stringify(name) ?? "nothing"}.`);
  if (table.isOwn(name)) fail(`%${name} is the kernel's own.`);
  if (kind !== "line" && kind !== "cell" && kind !== "both") fail('expected kind "line", "cell" or "both".');
  if (typeof summary !== "string") fail("expected a summary.");
  if (typeof run !== "function") fail("expected a function run.");
}
