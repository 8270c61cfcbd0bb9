/**
 * Identities of plans and launches: hashes over canonical text, so that the same plan has the same id on every machine.
 * Source: Semantiva's RSCF v1 and RSM v1, whose ids ours equal. A stored id always carries its scheme.
 */
import { byCodePoint } from "../base/canonical-json.js";
import { hex, sha256 } from "../base/sha256.js";
import { type Canonical, canonicalText, isMap } from "./canonical.js";
import { badSpec } from "./failures.js";

/** Lower-case hex, and the rule it was made by. */
export interface Identity {
  readonly scheme: string;
  readonly value: string;
}

/** How the inputs id is made: `rsm1` is the documented rule, `rsm1code` what Semantiva's code computes. */
export type InputsScheme = "rsm1" | "rsm1code";

/** `rscf1`: the id of a plan, over exactly the value given. CRLF and CR in string values count as LF. */
export function planId(spec: Canonical): Identity {
  return { scheme: "rscf1", value: hashOf(`semantiva:rscf1:${canonicalText(spec, { newlines: true })}`) };
}

/** One source file as it was read. */
export interface Fingerprint {
  readonly role: string;
  readonly uri: string;
  /** 64 hex digits over the bytes. */
  readonly sha256: string;
  readonly sizeBytes: number | undefined;
}

/** The fingerprint as canonical value of the scheme `rsm1`. */
export function fingerprintValue({ role, uri, sha256: digest, sizeBytes }: Fingerprint): Canonical {
  const map = new Map<string, Canonical>([
    ["role", role],
    ["uri", uri],
    ["digest", new Map([["sha256", digest]])],
  ]);
  if (sizeBytes !== undefined) map.set("size_bytes", sizeBytes);
  return map;
}

/** Id of the bytes that a plan reads; undefined without sources. The order of the fingerprints does not matter. */
export function inputsId(
  plan: string,
  fingerprints: readonly Fingerprint[],
  scheme: InputsScheme = "rsm1",
): Identity | undefined {
  if (fingerprints.length === 0) return undefined;
  const value = scheme === "rsm1" ? inputsHash(plan, fingerprints.map(fingerprintValue)) : codeHash(plan, fingerprints);
  return { scheme, value };
}

/** `rsm1` over fingerprints as they are, with whatever further fields they have. */
export function inputsHash(plan: string, fingerprints: readonly Canonical[]): string {
  const sorted = [...fingerprints].sort((a, b) => {
    for (const key of [roleOf, uriOf, digestOf]) {
      const order = byCodePoint(key(a), key(b));
      if (order !== 0) return order;
    }
    return 0;
  });
  return hashOf(`semantiva:rsm1:${plan}:${canonicalText(sorted, { newlines: true })}`);
}

const textAt = (value: Canonical | undefined, key: string): string => {
  const found = isMap(value) ? value.get(key) : undefined;
  return typeof found === "string" ? found : "";
};
const roleOf = (value: Canonical): string => textAt(value, "role");
const uriOf = (value: Canonical): string => textAt(value, "uri");
const digestOf = (value: Canonical): string => textAt(isMap(value) ? value.get("digest") : undefined, "sha256");

function codeHash(plan: string, fingerprints: readonly Fingerprint[]): string {
  const order = (a: Fingerprint, b: Fingerprint): number =>
    byCodePoint(a.role, b.role) || byCodePoint(a.uri, b.uri) || byCodePoint(a.sha256, b.sha256);
  const inputs = [...fingerprints].sort(order).map(({ role, uri, sha256: digest, sizeBytes }) => {
    const size = sizeBytes === undefined ? "" : `,"size_bytes":${sizeBytes}`;
    return `{"role":${canonicalText(role)},"uri":${canonicalText(uri)},"sha256":${canonicalText(digest)}${size}}`;
  });
  return hashOf(`semantiva:rsm1:{"spec_id":${canonicalText(plan)},"inputs":[${inputs.join(",")}]}`);
}

/** What a launch is named by: its own id, or a key that gives the same id each time, or neither. */
export interface LaunchName {
  /** 1 to 200 characters without controls, used as it is. */
  readonly id?: string;
  readonly key?: string;
}

/** The id of a launch of a plan; without id and key a new one, `uuid` (32 hex digits, version 7). */
export function launchId(name: LaunchName, plan: string, inputs: string | undefined, uuid: () => string): Identity {
  const { id, key } = name;
  if (id !== undefined) {
    if (!/^[^\p{Cc}]{1,200}$/u.test(id))
      throw badSpec("A launch id has 1 to 200 characters and no controls", "Give another id, or a key.");
    return { scheme: "given", value: id };
  }
  if (key === undefined || key === "") return { scheme: "uuid7", value: uuid() };
  return { scheme: "rsl1", value: hashOf(`semantiva:rsl1:${inputs || plan}:${key}`) };
}

/** The tape of one attempt of a launch: creating it exclusively is the claim. */
export function launchTape(launch: string, attempt: number): { readonly id: string; readonly label: string } {
  const hash = hashOf(`tapelab/launch/v1\n${launch}\n${attempt}`);
  return { id: hash.slice(0, 32), label: `launch-${hash.slice(0, 24)}` };
}

function hashOf(text: string): string {
  return hex(sha256(Buffer.from(text, "utf8")));
}
