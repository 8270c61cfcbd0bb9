/** What a program holds of its run: the third of `run`'s arguments, the second of a launched module's. */
import type { Session } from "../record/session.js";
import type { Artifact } from "./artifact.js";
import type { InputSource } from "./input.js";
import type { OutputOptions, OutputSource } from "./store-artifact.js";

/** A run under way. What is captured on `session`, or with `tape.capture`, is on its tape. */
export interface ActiveRun {
  /** Id of its session, and of its tape. */
  readonly id: string;
  /** Name of the program. */
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly session: Session;
  readonly cached: false;
  /** A folder of this run alone, made when first asked for: where `workspace://` and `./` of its artifacts point. */
  readonly dir: string;
  /** Of a launched run: launch id, attempt, index from 0 and try from 1. */
  readonly launch?: string;
  readonly attempt?: number;
  readonly index?: number;
  readonly try?: number;
  /**
   * Without a source: the input of this name that the run began with. With one: notes something that is read now, which
   * is lineage and no part of the signature.
   *
   * @example const rows = await (await run.input("rows")).table();
   */
  input(name: string, source?: InputSource): Promise<Artifact>;
  /**
   * Notes a result: a file, a directory, bytes or a table. It is read now, and on the tape when the run ends.
   *
   * @example await run.output("fit", "results/fit.json");
   */
  output(key: string, source: OutputSource, options?: OutputOptions): Promise<Artifact>;
  /** Shows how far the run is, from 0 to 1; not recorded. */
  progress(fraction: number, note?: string): void;
}
