// Packages of the peers. The repository's own come first; BENCH_MODULES names a folder with further ones
// (native builds that nobody should have to install to work on Tapelab).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("..", import.meta.url));
const places = [here, ...(process.env.BENCH_MODULES ?? "").split(":").filter(Boolean)];
const requires = places.map((place) => createRequire(join(place, "here.js")));

/** The package, or an error that says where it was looked for. */
export function load(name) {
  return requireOf(name)(name);
}

export function has(name) {
  return requires.some((require) => resolves(require, name));
}

export function versionOf(name) {
  let dir = dirname(requireOf(name).resolve(name));
  for (; dir !== dirname(dir); dir = dirname(dir)) {
    const facts = readPackage(join(dir, "package.json"));
    if (facts?.name === name) return facts.version;
  }
  return "unknown";
}

function requireOf(name) {
  const found = requires.find((require) => resolves(require, name));
  if (found === undefined) throw new Error(`The package ${name} is in none of ${places.join(", ")}.`);
  return found;
}

function resolves(require, name) {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

function readPackage(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
