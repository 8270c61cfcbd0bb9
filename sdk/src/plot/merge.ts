/** Options of the user laid over ours: objects are merged, everything else is replaced. */
import type { Json } from "./figure.js";

type Open = { readonly [name: string]: Json | undefined };

/** A new object; no name is a property path, and none reaches a prototype. */
export function merged<T extends Open>(ours: T, over: Open | undefined): T {
  if (!over) return ours;
  const made = new Map<string, Json | undefined>(Object.entries(ours));
  for (const [name, value] of Object.entries(over)) {
    const own = made.get(name);
    made.set(name, isOpen(own) && isOpen(value) ? merged(own, value) : value);
  }
  return Object.fromEntries(made) as T;
}

function isOpen(value: Json | undefined): value is Open {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
