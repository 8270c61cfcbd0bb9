// Completes package-lock.json with the optional packages of other platforms.
//
// A registry mirror that serves only this platform's binaries makes npm leave the others out of the lock file, and
// `npm ci` then refuses the lock. Each missing one is added by name, version, os and cpu: enough for npm to skip it here
// and to fetch it where it fits. Addresses of the registry are taken out: they differ from place to place.
// Run after every change of dependencies: npm install && node .ci/complete-lock.mjs
import { readFileSync, writeFileSync } from "node:fs";

const systems = ["android", "darwin", "linux", "win32", "freebsd", "netbsd", "openbsd", "sunos", "aix", "openharmony"];
const processors = ["arm64", "x64", "ia32", "riscv64", "s390x", "ppc64", "loong64", "mips64el", "wasm32", "arm"];

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  if (/^https?:/.test(entry.resolved ?? "")) delete entry.resolved;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isThere(path, name)) continue;
    lock.packages[`node_modules/${name}`] = stub(name, version, entry.dev);
    added++;
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
process.stdout.write(`package-lock.json: ${added} packages of other platforms added\n`);

/** Is the package anywhere between the dependent and the root? */
function isThere(path, name) {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf("/node_modules/"))) {
    if (lock.packages[at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
    if (!at.includes("/node_modules/")) return lock.packages[`node_modules/${name}`] !== undefined;
  }
}

function stub(name, version, dev) {
  const parts = name.split(/[-/.@]/);
  const os = systems.filter((one) => parts.includes(one));
  const cpu = processors.filter((one) => parts.includes(one)).slice(0, 1);
  if (cpu.length === 0 && os.length === 0)
    throw new Error(`${name}: the name says no platform; install it or lock it by hand`);
  const libc = name.includes("musl") ? ["musl"] : undefined;
  return {
    version: version.replace(/^[~^]/, ""),
    ...(cpu.length && { cpu }),
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    ...(os.length && { os }),
  };
}
