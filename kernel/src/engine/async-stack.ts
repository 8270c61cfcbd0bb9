/**
 * What lets the main thread live through a termination. Node keeps a stack of asynchronous ids and aborts the process
 * when it finds it out of order; code that was terminated never tidies its part of it. The flag
 * `--no-force-async-hooks-checks` turns that check off, but the first `AsyncLocalStorage` turns it on again.
 */

import { type AsyncHook, createHook } from "node:async_hooks";

interface AsyncWrap {
  readonly async_hook_fields: Uint32Array;
  readonly constants: { readonly kTotals: number; readonly kCheck: number; readonly kStackLength: number };
  clearAsyncIdStack(): void;
}

/**
 * Turns the checks off, and again whenever a hook of anybody turns them on. Returns what must be called first in every
 * message of the worker: it tidies the stack after a termination.
 */
export function surviveTermination(): () => void {
  const binding = asyncWrap();
  if (binding === undefined) return () => undefined; // a Node whose contexts need no hooks
  const { async_hook_fields: fields, constants } = binding;
  const turnOff = (): void => {
    fields[constants.kTotals] = 0;
    fields[constants.kCheck] = 0;
  };
  afterEnabling(turnOff);
  turnOff();
  return () => {
    // The callback that runs now is one; what is more was left behind.
    if ((fields[constants.kStackLength] ?? 0) > 1) binding.clearAsyncIdStack();
  };
}

/** `AsyncLocalStorage` enables a hook, too. */
function afterEnabling(work: () => void): void {
  const hooks = Object.getPrototypeOf(createHook({})) as AsyncHook;
  for (const name of ["enable", "disable"] as const) {
    const original = hooks[name];
    hooks[name] = function (this: AsyncHook) {
      const result = original.call(this);
      work();
      return result;
    };
  }
}

function asyncWrap(): AsyncWrap | undefined {
  const { noDeprecation } = process;
  process.noDeprecation = true; // the only way to these fields is an old one
  try {
    const { binding } = process as unknown as { binding?: (name: string) => AsyncWrap };
    const found = binding?.("async_wrap");
    return found !== undefined && "clearAsyncIdStack" in found ? found : undefined;
  } catch {
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation;
  }
}
