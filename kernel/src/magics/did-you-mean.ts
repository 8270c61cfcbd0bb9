import { near } from "tapelab/host";

/** `Did you mean "commit"? `, or nothing. */
export function didYouMean(name: string, names: Iterable<string>, show: (name: string) => string): string {
  const [meant] = near(name, names);
  return meant === undefined ? "" : `Did you mean ${show(meant)}? `;
}
