/** What a launch writes on its own tape. Names of fields are Semantiva's, so that its tools can read an export. */
import { plainOf } from "./canonical.js";
import { fingerprintValue, type Identity } from "./identities.js";
import type { Plan } from "./plan.js";
import type { LaunchSummary } from "./status.js";
import type { Program, RunPool } from "./task.js";

export interface StartInput {
  readonly plan: Plan;
  readonly program: Program;
  readonly programName: string;
  readonly codeId: string;
  readonly origin: string;
  readonly pool: RunPool;
  readonly launch: Identity;
  readonly attempt: number;
  readonly planned: number;
  readonly policy: string;
}

/** The facts of the attempt's tape: written once, when the attempt is claimed. */
export function startRecord(input: StartInput): Record<string, unknown> {
  const { plan, launch, attempt, planned, policy, programName, program, pool, codeId, origin } = input;
  const fingerprints = plan.fingerprints.map((one) => plainOf(fingerprintValue(one)));
  return {
    run_space_launch_id: launch.value,
    run_space_launch_id_scheme: launch.scheme,
    run_space_attempt: attempt,
    run_space_spec_id: plan.planId.value,
    run_space_spec_id_scheme: plan.planId.scheme,
    run_space_combine_mode: plan.combine,
    run_space_total_runs: plan.size,
    run_space_planned_run_count: planned,
    run_space_max_runs_limit: plan.maxRuns,
    ...(plan.inputsId && {
      run_space_inputs_id: plan.inputsId.value,
      run_space_inputs_id_scheme: plan.inputsId.scheme,
      run_space_input_fingerprints: fingerprints,
    }),
    spec: plan.canonicalSpec,
    program: programName,
    program_kind: "notebook" in program ? "notebook" : program.kind,
    code_id: codeId,
    pool: { kind: pool.kind, size: pool.size },
    policy,
    origin,
  };
}

/** One run that is over, as a launch tape keeps it. */
export interface RunEnd {
  readonly index: number;
  readonly try: number;
  readonly session: string;
  readonly status: string;
  readonly error?: string;
}

export function endRecord(input: {
  readonly launch: Identity;
  readonly attempt: number;
  readonly status: string;
  readonly summary: LaunchSummary;
}): Record<string, unknown> {
  const { launch, attempt, status, summary } = input;
  return { run_space_launch_id: launch.value, run_space_attempt: attempt, status, summary: { ...summary } };
}
