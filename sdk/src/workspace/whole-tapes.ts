/** Tapes that this process proved to be whole: proved again when a file of theirs is another one. */
import type { Disk } from "../base/disk.js";
import type { Workspace } from "./workspace.js";

export class WholeTapes {
  readonly #disk: Disk;
  readonly #workspace: Workspace;
  readonly #proved = new Map<string, string>();

  constructor(disk: Disk, workspace: Workspace) {
    this.#disk = disk;
    this.#workspace = workspace;
  }

  /** This process has just written the tape, and ended it: what verifies is what its bytes were. */
  written(tape: string): void {
    const stamp = this.#stamp(`${this.#workspace.dir}/tapes/${tape}`);
    if (stamp !== undefined) this.#proved.set(tape, stamp);
  }

  /** Whether every commit of the tape verifies. */
  async has(tape: string): Promise<boolean> {
    const stamp = this.#stamp(`${this.#workspace.dir}/tapes/${tape}`);
    if (stamp !== undefined && this.#proved.get(tape) === stamp) return true;
    const found = await this.#workspace.examine(tape, { level: "full" });
    const isWhole = found.every(({ damage }) => damage.length === 0);
    if (isWhole && stamp !== undefined) this.#proved.set(tape, stamp);
    return isWhole;
  }

  #stamp(dir: string): string | undefined {
    const { now } = this.#disk;
    if (now.stat(dir)?.kind !== "directory") return undefined;
    const files = now.readdir(dir).sort();
    return files.map((name) => `${name} ${stampText(now.stat(`${dir}/${name}`))}`).join("\n");
  }
}

function stampText(stat: { readonly size: number; readonly mtimeMs: number } | undefined): string {
  return `${stat?.size} ${stat?.mtimeMs}`;
}
