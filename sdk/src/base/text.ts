/** Text from data, made fit to be shown, and near matches for names that do not exist. */

/**
 * What a terminal or an editor acts on. C0, DEL and C1; line and paragraph separators; marks, embeddings,
 * overrides and isolates of writing direction; lone surrogates.
 */
const controls = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\p{Surrogate}]/gu;

/** The text with controls and lone surrogates as visible `\u....` escapes. */
export function escaped(text: string): string {
  return text.replace(controls, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The text on one line, with controls and lone surrogates as visible `\u....` escapes, cut to `max` characters. */
export function shown(text: string, max = 256): string {
  const safe = escaped(text.slice(0, max + 1));
  return safe.length <= max && text.length <= max
    ? safe
    : `${safe.slice(0, Math.max(0, max - 3)).replace(/[\ud800-\udbff]$/, "")}...`;
}

/** The names a mistyped one was probably meant to be: at most three, nearest first. */
export function near(name: string, names: Iterable<string>): string[] {
  const wanted = name.slice(0, 64).toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const found: { readonly name: string; readonly distance: number }[] = [];
  for (const candidate of new Set(names)) {
    const text = candidate.slice(0, 64).toLowerCase();
    if (Math.abs(text.length - wanted.length) > allowed) continue;
    const distance = editDistance(wanted, text);
    if (distance <= allowed) found.push({ name: candidate, distance });
  }
  return found
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map((entry) => entry.name);
}

/** Insertions, deletions, replacements and swaps of neighbours between two short texts. */
function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, older[j - 2]! + 1);
      row.push(best);
    }
    older = previous;
    previous = row;
  }
  return previous[b.length]!;
}
