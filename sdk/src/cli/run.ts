/** `tapelab run`: what its first word means. */
import { type ActionFacts, act } from "./actions.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import type { ExitCode } from "./verbs.js";

const actions: Readonly<Record<string, ActionFacts>> = {
  plan: { subject: "SPEC", load: async () => (await import("./run-plan.js")).runPlan },
  launch: { subject: "SPEC", load: async () => (await import("./run-launch.js")).runLaunch },
  retry: { subject: "SPEC", load: async () => (await import("./run-launch.js")).runLaunch },
  cancel: { subject: "LAUNCH", load: async () => (await import("./run-cancel.js")).runCancel },
  ls: { load: async () => (await import("./run-list.js")).listLaunches },
  show: { subject: "LAUNCH or RUN", load: async () => (await import("./run-show.js")).runShow },
  explain: { subject: "RUN", load: async () => (await import("./run-explain.js")).runExplain },
  diff: { subject: "RUN", load: async () => (await import("./run-diff.js")).runDiff },
  "fix-status": { subject: "RUN", load: async () => (await import("./run-fix-status.js")).runFixStatus },
  purge: { load: async () => (await import("./run-purge.js")).runPurge },
  merge: { subject: "OTHER", load: async () => (await import("./run-merge.js")).runMerge },
  recover: { subject: "KEY", load: async () => (await import("./run-recover.js")).runRecover },
};

export function run(given: Given, output: Output): Promise<ExitCode> {
  return act("run", actions, given, output);
}
