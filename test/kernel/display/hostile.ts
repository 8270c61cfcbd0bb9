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
  "toString",
  "javascript:window.__xss=1",
  "data:text/html,<script>window.__xss=1</script>",
  "<script>window.__xss=1</script>",
  "<script src=//x>",
  "</SCRIPT><SCRIPT>window.__xss=1</SCRIPT>",
  "<scr<script>ipt>window.__xss=1</script>",
  "<img src=`x`onerror=window.__xss=1>",
  "<image src=x onerror=window.__xss=1>",
  "<video><source onerror=window.__xss=1>",
  "<audio src=x onerror=window.__xss=1>",
  "<details open ontoggle=window.__xss=1>",
  "<input autofocus onfocus=window.__xss=1>",
  "<object data=javascript:window.__xss=1>",
  "<embed src=javascript:window.__xss=1>",
  "<math><mtext><img src=x onerror=window.__xss=1>",
  "<svg><script>window.__xss=1</script></svg>",
  "<svg><animate onbegin=window.__xss=1 attributeName=x>",
  "</svg><script>window.__xss=1</script>",
  "</text><image href=x onerror=window.__xss=1 />",
  "</textarea><script>window.__xss=1</script>",
  "</title><script>window.__xss=1</script>",
  "</style><script>window.__xss=1</script>",
  "<base href=javascript:/a/-window.__xss=1>",
  "<meta http-equiv=refresh content=0;url=javascript:window.__xss=1>",
  "<link rel=stylesheet href=javascript:window.__xss=1>",
  "<form action=javascript:window.__xss=1><button>",
  "<marquee onstart=window.__xss=1>",
  "<template><img src=x onerror=window.__xss=1></template>",
  "\\u003cscript\\u003ewindow.__xss=1",
  "\\x3cimg src=x onerror=window.__xss=1\\x3e",
  "%3Cscript%3Ewindow.__xss=1%3C/script%3E",
  "';window.__xss=1;//",
  '";window.__xss=1;//',
  '"]);window.__xss=1;//',
  "\\';window.__xss=1;//",
  "*/window.__xss=1;/*",
  "-->window.__xss=1",
  "%{x}<extra></extra>",
  "<span onmouseover=window.__xss=1>hover</span>",
];

const plainElements = ["b", "div", "i", "small", "table", "tbody", "td", "th", "thead", "tr"];

/** Elements and attributes that a page would make of it, other than ours. */
export function foreignElements(html: string): string[] {
  const elements = [...html.matchAll(/<\/?([a-z!?][^\s>/]*)([^>]*)>/gi)].map(([, name = "", rest = ""]) => {
    if (name === "img" && /^ src="data:image\/svg\+xml;base64,[\w+/=]+" alt="[^"]*" title="[^"]*"$/.test(rest))
      return "b";
    return rest === "" || /^ (style="text-align:(left|right)(;font-weight:normal)?"|class="tapelab")$/.test(rest)
      ? name
      : `${name}${rest}`;
  });
  return elements.filter((name) => !plainElements.includes(name));
}

/** Characters that could act on a terminal, end a line or turn the writing around. */
export function hiddenIn(text: string): string[] {
  const acting = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;
  return [...text].filter((char) => (char < " " && char !== "\n") || acting.test(char));
}
