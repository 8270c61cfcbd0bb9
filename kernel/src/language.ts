import type { WorkerSetup } from "./link.js";
import type { KernelLanguage, MakeLanguage } from "./wire/start.js";

/** Joins magics and TypeScript to the language that the wire asks. */
export function makeLanguage(_setup: WorkerSetup): MakeLanguage {
  return (): KernelLanguage => ({
    compile: async (source) => ({
      kind: "code",
      code: {
        js: source,
        isAsync: false,
        lastValue: undefined,
        declares: [],
        assigns: [],
        imports: [],
        maps: [],
        source,
        sideOutputs: [],
      },
    }),
    settle: () => undefined,
    complete: async (_code, offset) => ({ items: [], start: offset, end: offset }),
    inspect: async () => undefined,
    isComplete: async () => ({ status: "complete", indent: "" }),
    terminateMain: () => undefined,
    addMagic: () => undefined,
    forget: () => undefined,
  });
}
