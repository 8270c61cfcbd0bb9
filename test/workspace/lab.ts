/** A workspace of its own in a temporary folder, for tests of the whole way from a call to the disk. */
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { onNotice, reset } from "tapelab";
import { afterEach, beforeEach } from "vitest";
import { collect } from "#sdk/workspace/collect.js";

export { collect };

export interface Lab {
  /** The folder that holds `.tapelab`. */
  root: string;
  notices: string[];
}

/** Before each test: an empty folder, and the environment pointing to it. After it: everything closed and removed. */
export function useLab(): Lab {
  const lab: Lab = { root: "", notices: [] };
  let silence = (): void => undefined;
  beforeEach(() => {
    lab.root = realpathSync(mkdtempSync(`${tmpdir()}/tapelab-lab-`));
    lab.notices = [];
    process.env.TAPELAB_WORKSPACE = lab.root;
    process.env.TAPELAB_HOME = `${lab.root}/home`;
    silence = onNotice((text) => lab.notices.push(text));
  });
  afterEach(async () => {
    await reset({ dirty: "discard" });
    silence();
    delete process.env.TAPELAB_WORKSPACE;
    delete process.env.TAPELAB_HOME;
    rmSync(lab.root, { recursive: true, force: true });
  });
  return lab;
}

export function isThere(path: string): boolean {
  return existsSync(path);
}
