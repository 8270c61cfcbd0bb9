/** Plain arrays of numbers that are rectangular: their shape, their elements one after another, and back. */

const depthMax = 8;

/** Sizes from the outermost inwards; undefined when the list is empty, ragged, has holes or holds anything but numbers. */
export function arrayShape(list: readonly unknown[]): readonly number[] | undefined {
  const dims: number[] = [];
  for (let at: unknown = list; Array.isArray(at); at = at[0]) {
    if (at.length === 0 || dims.length === depthMax) return undefined;
    dims.push(at.length);
  }
  return fits(list, dims, 0) ? dims : undefined;
}

function fits(list: readonly unknown[], dims: readonly number[], depth: number): boolean {
  if (list.length !== dims[depth]) return false;
  if (depth === dims.length - 1) {
    for (let i = 0; i < list.length; i++) if (typeof list[i] !== "number") return false;
    return true;
  }
  for (let i = 0; i < list.length; i++) {
    const inner = list[i];
    if (!Array.isArray(inner) || !fits(inner, dims, depth + 1)) return false;
  }
  return true;
}

export function flatten(list: readonly unknown[], dims: readonly number[]): Float64Array {
  let size = 1;
  for (const dim of dims) size *= dim;
  const flat = new Float64Array(size);
  let at = 0;
  const visit = (inner: readonly unknown[], depth: number): void => {
    for (const entry of inner) {
      if (depth === dims.length - 1) flat[at++] = entry as number;
      else visit(entry as readonly unknown[], depth + 1);
    }
  };
  visit(list, 0);
  return flat;
}

export function unflatten(flat: ArrayLike<number>, dims: readonly number[]): unknown[] {
  let at = 0;
  const build = (depth: number): unknown[] => {
    const list: unknown[] = new Array(dims[depth] ?? 0);
    for (let i = 0; i < list.length; i++) list[i] = depth === dims.length - 1 ? flat[at++] : build(depth + 1);
    return list;
  };
  return build(0);
}
