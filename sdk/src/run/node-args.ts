/**
 * What node was started with, for a process of node that executes a file. A program given as text (`node -e`) is left out:
 * the process would execute that again, and its processes again.
 */
export function nodeArgs(all: readonly string[] = process.execArgv): string[] {
  const kept: string[] = [];
  for (let k = 0; k < all.length; k++) {
    const one = all[k] as string;
    if (/^(?:-[pie]*[pe]|--eval|--print)$/.test(one))
      k++; // and the text behind it
    else if (!/^(?:--eval=|--print=|--input-type|--experimental-default-type|-i$|--interactive$)/.test(one))
      kept.push(one);
  }
  return kept;
}
