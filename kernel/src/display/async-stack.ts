/**
 * Node's own record of asynchronous contexts, made to survive a termination. Code that is stopped from outside leaves its
 * entry on this stack, and Node 20 aborts the process when it finds it there ("execution_async_id == 0") as soon as
 * anybody uses `AsyncLocalStorage`. So its check is switched off, and the stack is emptied after each termination.
 */

/** Part of Node's internals that `process.binding` still gives out; nothing public can do the same. */
interface AsyncBinding {
  readonly async_hook_fields: Uint32Array;
  readonly constants: { readonly kTotals: number; readonly kCheck: number };
  clearAsyncIdStack(): void;
}

let binding: AsyncBinding | undefined;

/** Switches the checks off, again after user code that switched them on (`createHook`). Costs next to nothing. */
export function allowTermination(): void {
  binding ??= readBinding();
  if (binding === undefined) return;
  const { async_hook_fields: fields, constants } = binding;
  fields[constants.kTotals] = 0;
  fields[constants.kCheck] = 0;
}

/** Forgets what stopped code has left. */
export function forgetStoppedCode(): void {
  binding?.clearAsyncIdStack();
}

function readBinding(): AsyncBinding | undefined {
  const { noDeprecation } = process;
  process.noDeprecation = true; // the deprecation is known, and no matter of the user
  try {
    const found = (process as unknown as { binding(name: string): Partial<AsyncBinding> }).binding("async_wrap");
    const isKnown = found.async_hook_fields !== undefined && found.constants?.kTotals !== undefined;
    return isKnown && found.clearAsyncIdStack !== undefined ? (found as AsyncBinding) : undefined;
  } catch {
    return undefined; // a Node that keeps contexts in another way has no such stack
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
}
