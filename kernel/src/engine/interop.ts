/**
 * How CommonJS code of cells takes ES modules and the other way round: TypeScript's helpers of these names, except that
 * an ES module is handed out as it is, so that `import * as m` and `await import()` give the same object.
 */

import { types } from "node:util";

type Exports = Record<string, unknown>;

const wrapped = new WeakMap<object, object>();

/** Functions that emitted code calls by these names. */
export const importHelpers: Readonly<Record<string, (...values: never[]) => unknown>> = {
  __importDefault: (module: Exports): unknown => (isModule(module) ? module : { default: module }),
  __importStar: (module: Exports): unknown => toNamespace(module),
  __exportStar(module: Exports, target: Exports): void {
    for (const name of Object.keys(module)) {
      if (name !== "default" && !Object.hasOwn(target, name)) share(target, module, name);
    }
  },
  __createBinding: (target: Exports, module: Exports, name: string, as: string = name): void =>
    share(target, module, name, as),
};

/** What `import * as` gives: the module's names, and the whole as `default`. The same object every time. */
export function toNamespace(module: unknown): unknown {
  if ((typeof module !== "object" && typeof module !== "function") || module === null) return { default: module };
  if (isModule(module as Exports)) return module;
  const known = wrapped.get(module);
  if (known !== undefined) return known;
  const namespace: Exports = {};
  for (const name of Object.keys(module)) if (name !== "default") share(namespace, module as Exports, name);
  namespace.default = module;
  wrapped.set(module, namespace);
  return namespace;
}

function isModule(module: Exports): boolean {
  return types.isModuleNamespaceObject(module) || module?.__esModule === true;
}

function share(target: Exports, module: Exports, name: string, as: string = name): void {
  Object.defineProperty(target, as, { enumerable: true, configurable: true, get: () => module[name] });
}
