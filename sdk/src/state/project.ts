/** Projects the commits of a tape onto read models, from the newest usable image on. */
import type { Observable } from "rxjs";
import type { Disk } from "../base/disk.js";
import type { ReadModel, StoredModel } from "./model.js";

export interface ProjectOptions {
  /** Up to this commit; default: everything. */
  readonly sequence?: number;
  readonly useSnapshots?: boolean;
}

export interface Projection<M> {
  readonly model: M;
  /** The last commit that is part of it. */
  readonly sequence: number;
  readonly image: StoredModel;
  /** `modelHash` of the image, hex. */
  readonly hash: string;
}

/** The model at the end of the tape in a folder. A pure read. */
export function project<M>(
  _disk: Disk,
  _dir: string,
  _model: ReadModel<M>,
  _options: ProjectOptions = {},
): Promise<Projection<M>> {
  throw new Error("not built yet");
}

/** The model after each commit, then live; completes when the tape has ended. */
export function project$<M>(_disk: Disk, _dir: string, _model: ReadModel<M>): Observable<M> {
  throw new Error("not built yet");
}
