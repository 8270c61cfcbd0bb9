/** Texts that try to become markup, script, or something else on a page or a terminal. */
export const payloads: readonly string[] = [
  "</script><script>window.__xss=1</script>",
  "<img src=x onerror=window.__xss=1>",
  '" onmouseover="window.__xss=1',
  "' onfocus='window.__xss=1' autofocus='",
  "<svg/onload=window.__xss=1>",
  "<!--<b>",
  "]]><b>",
  "</td></tr></table><iframe src=javascript:1>",
  "</div><style>*{display:none}</style>",
  "<a href='javascript:window.__xss=1'>x</a>",
  "&lt;b&gt;&#60;script&#62;",
  "<b style=position:fixed>",
  "`$" + "{window.__xss=1}`",
  "a\u202eb\u2066c\u200f",
  "\u001b[31mred\u0007\u0090\u009c",
  "line\nbreak\ttab\r",
  "\ud800 lone",
  "\u2028\u2029\u0085",
  "constructor",
  "hasOwnProperty",
];

const plainElements = ["b", "div", "i", "small", "table", "tbody", "td", "th", "thead", "tr"];

/** Elements and attributes that a page would make of it, other than ours. */
export function foreignElements(html: string): string[] {
  const elements = [...html.matchAll(/<\/?([a-z!?][^\s>/]*)([^>]*)>/gi)].map(([, name = "", rest = ""]) => {
    return rest === "" || /^ (style="text-align:(left|right)"|class="tapelab")$/.test(rest) ? name : `${name}${rest}`;
  });
  return elements.filter((name) => !plainElements.includes(name));
}

/** Characters that could act on a terminal, end a line or turn the writing around. */
export function hiddenIn(text: string): string[] {
  const acting = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;
  return [...text].filter((char) => (char < " " && char !== "\n") || acting.test(char));
}
