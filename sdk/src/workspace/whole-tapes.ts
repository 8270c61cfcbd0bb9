/** Tapes that this process proved to be whole: proved again when a file of theirs is another one. */
import type { Disk, DiskStat } from "../base/disk.js";
import { isTapelabError } from "../errors.js";
import { segmentName } from "../tape/layout.js";
import { assertOwn } from "./own-tape.js";
import type { Workspace } from "./workspace.js";

export class WholeTapes {
  readonly #disk: Disk;
  readonly #workspace: Workspace;
  readonly #proved = new Map<string, string>();

  constructor(disk: Disk, workspace: Workspace) {
    this.#disk = disk;
    this.#workspace = workspace;
  }

  /** This process has just written the tape, in one segment, and ended it. */
  written(tape: string, segment: DiskStat): void {
    this.#proved.set(tape, `${segmentName(1)} ${stampText(segment)}`);
  }

  /** Whether the tape is one of this workspace and every commit of it verifies. */
  async has(tape: string): Promise<boolean> {
    const stamp = this.#stamp(`${this.#workspace.dir}/tapes/${tape}`);
    if (stamp !== undefined && this.#proved.get(tape) === stamp) return true;
    const isWhole = await this.#isWhole(tape);
    if (isWhole && stamp !== undefined) this.#proved.set(tape, stamp);
    return isWhole;
  }

  async #isWhole(tape: string): Promise<boolean> {
    try {
      await assertOwn(this.#disk, `${this.#workspace.dir}/tapes/${tape}`, this.#workspace.id);
      const found = await this.#workspace.examine(tape, { level: "full" });
      return found.every(({ damage }) => damage.length === 0);
    } catch (error) {
      if (isTapelabError(error)) return false; // of another workspace, of a newer format, gone meanwhile
      throw error;
    }
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
