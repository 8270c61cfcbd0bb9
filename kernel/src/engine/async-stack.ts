/**
 * What lets the main thread live through a termination. Node keeps a stack of asynchronous ids and aborts the process
 * when it finds it out of order; code that was terminated never tidies its part of it. The flag
 * `--no-force-async-hooks-checks` turns that check off, but the first `AsyncLocalStorage` turns it on again.
 */

interface AsyncWrap {
  readonly async_hook_fields: Uint32Array;
  readonly constants: { readonly kTotals: number; readonly kCheck: number; readonly kStackLength: number };
  clearAsyncIdStack(): void;
}

/**
 * Turns the checks off. Returns what must be called first in every message of the worker: it tidies the stack after a
 * termination, and turns off what a cell with hooks of its own has turned on.
 */
export function surviveTermination(): () => void {
  const binding = asyncWrap();
  if (binding === undefined) return () => undefined; // a Node whose contexts need no hooks
  const { async_hook_fields: fields, constants } = binding;
  const tidy = (): void => {
    fields[constants.kTotals] = 0;
    fields[constants.kCheck] = 0;
    // The callback that runs now is one; what is more was left behind.
    if ((fields[constants.kStackLength] ?? 0) > 1) binding.clearAsyncIdStack();
  };
  tidy();
  return tidy;
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
