/**
 * Text and values from data, made fit for a page: two functions, one for markup and one for scripts. Nothing that went
 * through them is ever code, and nothing in a text is invisible.
 */

const markup: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// C0 without tab and line feed, DEL, C1; line separators; marks and overrides of writing direction; lone surrogates.
const hidden = /[^\P{Cc}\t\n]|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\p{Surrogate}]/gu;

/** For text and for attributes, of HTML and of SVG. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (char) => markup[char] ?? char);
}

/**
 * The value as JSON that may stand in a script: without `<`, `>`, `&` and line separators, so that neither `</script`
 * nor `<!--` can appear. What JSON does not know (NaN, functions) is null or left out, as in `JSON.stringify`.
 */
export function scriptJson(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Characters that cannot be seen, or that turn the writing around, as `\u{…}`. */
export function visible(text: string): string {
  return text.replace(hidden, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/** The text on one line of at most `max` characters. */
export function oneLine(text: string, max: number = 60): string {
  const line = visible(
    text.slice(0, max + 1).replace(/[\n\t\r]/g, (char) => (char === "\n" ? "\\n" : char === "\t" ? "\\t" : "\\r")),
  );
  return line.length > max ? `${line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…` : line;
}
