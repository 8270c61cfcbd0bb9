import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bundle } from "../link.js";
import { protocolVersion } from "./outbox.js";

/** TypeScript that compiles the cells: tslab's own copy. Written here, so that the answer does not wait for it. */
const TYPESCRIPT_VERSION = "5.0.4";

/** What a front end must know of the kernel, without anything being loaded. */
export function kernelInfo(): Bundle {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "tapelab",
    implementation_version: version,
    banner: `Tapelab ${version}: TypeScript ${TYPESCRIPT_VERSION} on Node ${process.versions.node}. Record with %tape; %lsmagic lists all magics.`,
    help_links: [
      { text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest-v20.x/api/" },
    ],
    debugger: false,
    supported_features: [],
    language_info: {
      name: "typescript",
      version: TYPESCRIPT_VERSION,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
      nbconvert_exporter: "script",
    },
  };
}
