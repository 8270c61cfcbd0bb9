/** What each magic of the table does. */
import type { RunCommand } from "./context.js";
import { bodyAs, history, lsmagic, reset, time, timeCell, who, whos } from "./other-commands.js";
import { capture, captureCell } from "./tape/capture.js";
import { commit, commitCell, queue, queueCell } from "./tape/commit.js";
import { compact } from "./tape/compact.js";
import { doctor } from "./tape/doctor.js";
import { exportTo } from "./tape/export.js";
import { end, finalize } from "./tape/finalize.js";
import { gc } from "./tape/gc.js";
import { importFrom } from "./tape/import.js";
import { lineage } from "./tape/lineage.js";
import { load } from "./tape/load.js";
import { log } from "./tape/log.js";
import { addMount, forgetResults, listMounts, listResults, removeMount } from "./tape/mounts-and-results.js";
import { param } from "./tape/param.js";
import { plot } from "./tape/plot.js";
import { quarantine } from "./tape/quarantine.js";
import { runLaunch, runRetry } from "./tape/run-launch.js";
import { listLaunches, showLaunches } from "./tape/run-list.js";
import { runPlan } from "./tape/run-plan.js";
import { cancel, diff, explain, listRuns } from "./tape/run-questions.js";
import { recover } from "./tape/run-recover.js";
import { settings } from "./tape/settings.js";
import { show } from "./tape/show.js";
import { snapshot } from "./tape/snapshot.js";
import { meta, stage } from "./tape/stage.js";
import { start } from "./tape/start.js";
import { status } from "./tape/status.js";
import { verify } from "./tape/verify.js";

/** By the name of the magic, and of its sub-command; with `%%` in front what is another thing for a cell. */
export const commands: Readonly<Record<string, RunCommand>> = {
  lsmagic,
  time,
  "%%time": timeCell,
  who,
  whos,
  reset,
  history,
  html: bodyAs("text/html"),
  markdown: bodyAs("text/markdown"),
  svg: bodyAs("image/svg+xml"),
  "tape start": start,
  "tape capture": capture,
  "%%tape capture": captureCell,
  "tape stage": stage,
  "tape meta": meta,
  "tape commit": commit,
  "%%tape commit": commitCell,
  "tape queue": queue,
  "%%tape queue": queueCell,
  "tape finalize": finalize,
  "tape end": end,
  "tape status": status,
  "tape log": log,
  "tape show": show,
  "tape plot": plot,
  "tape load": load,
  "tape export": exportTo,
  "tape import": importFrom,
  "tape verify": verify,
  "tape gc": gc,
  "tape snapshot": snapshot,
  "tape compact": compact,
  "tape param": param,
  "tape doctor": doctor,
  "tape quarantine": quarantine,
  "tape settings": settings,
  "tape run plan": runPlan,
  "tape run launch": runLaunch,
  "tape run retry": runRetry,
  "tape run ls": listLaunches,
  "tape run show": showLaunches,
  "tape run cancel": cancel,
  "tape run explain": explain,
  "tape run recover": recover,
  "tape run diff": diff,
  "tape runs": listRuns,
  "tape lineage": lineage,
  "tape cache ls": listResults,
  "tape cache forget": forgetResults,
  "tape mount ls": listMounts,
  "tape mount add": addMount,
  "tape mount rm": removeMount,
};
