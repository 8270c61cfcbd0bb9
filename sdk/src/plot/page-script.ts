/** The scripts that a page needs, as text: the loader, and plotly wrapped so that nothing else on the page notices. */
import { nodeDisk, runNow } from "../base/disk.js";
import { scriptJson } from "../base/html.js";
import { readSmall } from "../base/small-file.js";
import type { Figure } from "./figure.js";
import { Page, PagePlot } from "./page-loader.js";

/** Higher than all before whenever page-loader.ts changes: the newest on a page takes over. */
const LOADER_VERSION = 1;

/** Plotly's own bundles, without and with 3-d. */
export type BundleName = "cartesian" | "gl3d";

const FILES: Readonly<Record<BundleName, () => string>> = {
  cartesian: () => require.resolve("plotly.js-cartesian-dist-min"),
  gl3d: () => require.resolve("plotly.js-gl3d-dist-min"),
};
const FILE_MAX = 16 * 1024 * 1024;

const wrapped = new Map<BundleName, string>();

export function loaderScript(): string {
  return `(function(window){"use strict";${PagePlot}\n${Page}\nPage.start(window,${LOADER_VERSION})})(window);`;
}

/** A message for the page, to be read when the loader is there, whenever that is. */
export function queueScript(...message: readonly unknown[]): string {
  return `(window.__tapelab_q=window.__tapelab_q||[]).push(${scriptJson(message)});`;
}

export function bundleNameFor(figure: Figure): BundleName {
  return figure.data.some(({ type }) => type === "scatter3d" || String(type) === "surface") ? "gl3d" : "cartesian";
}

/**
 * Plotly, to be handed to the loader. `define`, `module`, `exports` and `require` are undefined inside, so that a page's
 * require.js is not disturbed, and globals are as before, but for `Plotly` where there was none.
 */
export function plotlyScript(name: BundleName): string {
  const known = wrapped.get(name);
  if (known !== undefined) return known;
  const { source, version } = plotlySource(name);
  const script =
    `(function(){var q=window.__tapelab,b=q&&q.bundles&&q.bundles.get("${name}");if(b&&b.version>="${version}")return;` +
    `var define,module,exports,require,had=window.Plotly,left=window.moduleName;\n${source}\n;` +
    `(window.__tapelab_q=window.__tapelab_q||[]).push(["plotly","${name}","${version}",window.Plotly]);` +
    "if(had)window.Plotly=had;if(left===undefined)delete window.moduleName;else window.moduleName=left})();";
  wrapped.set(name, script);
  return script;
}

/** The text of the bundle, such that it cannot end the script that it stands in. */
function plotlySource(name: BundleName): { source: string; version: string } {
  const text = new TextDecoder().decode(runNow(nodeDisk, readSmall(FILES[name](), FILE_MAX)));
  const version = /\bv(\d+\.\d+\.\d+)/.exec(text.slice(0, 300))?.[1] ?? "0";
  const source = text.replace(/<(?=\/script|!--)/gi, "<\\");
  return { source, version };
}
