/** Who recorded a tape: the session facts, which are the metadata of its first commit. */

/** The session that a tape, a commit or a scope belongs to. */
export interface SessionInfo {
  /** Id of the session and of its tape. */
  readonly id: string;
  /** Its lookup name: the first label; empty when the facts are damaged. */
  readonly label: string;
  readonly labels: readonly string[];
  /** `session` or `launch`. */
  readonly kind: string;
  /** Start, milliseconds since 1970. */
  readonly startMs: number | undefined;
  /** User metadata given at the start. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** Every recorded fact under its stored name: actor, host, script, line, git_commit, … */
  readonly facts: Readonly<Record<string, unknown>>;
}

export function sessionInfo(id: string, facts: Readonly<Record<string, unknown>>): SessionInfo {
  const labels = Array.isArray(facts.labels) ? facts.labels.filter((label) => typeof label === "string") : [];
  const startNs =
    typeof facts.start_ns === "string" && /^-?\d{1,20}$/.test(facts.start_ns) ? facts.start_ns : undefined;
  return {
    id,
    label: labels[0] ?? "",
    labels,
    kind: typeof facts.kind === "string" ? facts.kind : "session",
    startMs: startNs === undefined ? undefined : Number(startNs) / 1e6,
    meta: isRecord(facts.meta) ? facts.meta : {},
    facts,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
