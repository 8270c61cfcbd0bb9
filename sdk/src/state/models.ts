/** The read models that every snapshot carries. */
import { handoffModel } from "./handoff-model.js";
import type { ReadModel } from "./model.js";
import { progressModel } from "./progress-model.js";
import { reportModel } from "./report-model.js";
import { resumeModel } from "./resume-model.js";

export const standardModels: readonly ReadModel<unknown>[] = [
  resumeModel as ReadModel<unknown>,
  progressModel as ReadModel<unknown>,
  reportModel as ReadModel<unknown>,
  handoffModel as ReadModel<unknown>,
];
