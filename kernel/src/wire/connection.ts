import { readFileSync, statSync } from "node:fs";

/** Where the kernel listens, as its starter has written it down. */
export interface Connection {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  /** Empty: messages are not signed. */
  readonly key: string;
  readonly ports: Readonly<Record<SocketName, number>>;
}

export type SocketName = "shell" | "control" | "stdin" | "iopub" | "hb";

export const socketNames: readonly SocketName[] = ["shell", "control", "stdin", "iopub", "hb"];

/** Reads a connection file. `warn` hears about a file that others can read. */
export function readConnection(path: string, warn: (line: string) => void): Connection {
  const fields = parse(path);
  const { transport = "tcp", ip, key = "", signature_scheme: scheme = "hmac-sha256" } = fields;
  if (transport !== "tcp" && transport !== "ipc") throw refusal(path, "transport", "tcp or ipc", transport);
  if (typeof ip !== "string" || ip === "") throw refusal(path, "ip", "an address", ip);
  if (typeof key !== "string") throw refusal(path, "key", "a text", key);
  if (key !== "" && scheme !== "hmac-sha256") throw refusal(path, "signature_scheme", "hmac-sha256", scheme);
  const ports = Object.fromEntries(socketNames.map((name) => [name, port(path, `${name}_port`, fields)]));
  if (process.platform !== "win32" && key !== "" && (statSync(path).mode & 0o077) !== 0) {
    warn(
      `The connection file can be read by others, and with it this kernel can be used by them. Its mode should be 0600: ${path}`,
    );
  }
  return { transport, ip, key, ports: ports as Connection["ports"] };
}

export function addressOf({ transport, ip, ports }: Connection, name: SocketName): string {
  if (transport === "ipc") return `ipc://${ip}-${ports[name]}`;
  return `tcp://${ip.includes(":") && !ip.startsWith("[") ? `[${ip}]` : ip}:${ports[name]}`;
}

function parse(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    const text = `The connection file cannot be read: ${(cause as Error).message}. The kernel did not start. ${path}`;
    throw new Error(text, { cause });
  }
  throw refusal(path, "content", "a JSON object", "something else");
}

function port(path: string, name: string, fields: Record<string, unknown>): number {
  const value = fields[name];
  if (Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536) return Number(value);
  throw refusal(path, name, "a port from 1 to 65535", value);
}

function refusal(path: string, field: string, expected: string, found: unknown): Error {
  const text = `In the connection file, ${field} must be ${expected}; found ${JSON.stringify(found)}.`;
  return new Error(`${text} The kernel did not start. ${path}`);
}
