/**
 * Code as git knows it: the commit, and a hash over the tracked files of code that differ from it. Git is asked again only
 * when the commit, the index or one of these files is another one than before.
 */
import { spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { byCodePoint } from "../base/canonical-json.js";
import type { Disk, DiskStamp } from "../base/disk.js";
import { hex, sha256 } from "../base/sha256.js";
import { headCommit } from "../record/git.js";
import { canonicalText } from "./canonical.js";
import { type CodeFiles, entriesOf, fileHash, filesFrom, isSameStamp, isSettled } from "./code-files.js";
import { globTest } from "./hash-inputs.js";
import { below, slashed } from "./uri.js";

interface Repository {
  readonly root: string;
  readonly indexPath: string;
}

/** Files whose stamps decide whether what was found still holds. */
interface Watched {
  readonly head: string;
  readonly index: DiskStamp | undefined;
  readonly paths: readonly string[];
  readonly stamps: readonly (DiskStamp | undefined)[];
}

interface Found extends Watched {
  /** undefined: git does not track the program. */
  readonly code: { readonly id: string; readonly files: CodeFiles } | undefined;
}

const codeEnding = /\.(?:[cm]?[tj]s|tsx|jsx|json|wasm|proto|py|jl|R|sh|sql)$/;
/** Of a larger program only what differs from the commit is listed: the list is on every run's tape. */
const listedMax = 100;
const timeoutMs = 30_000;
/** Neither an index is written (`git diff` would) nor a program run that a repository names. */
const careful = ["--no-optional-locks", "-c", "core.fsmonitor=false"];
const statusOf = ["status", "--porcelain", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=all"];
const statusWidth = "XY ".length;

const repositories = new Map<string, Repository>();
const foundBefore = new Map<string, Found>();

/** The code id of a program and its files; undefined where git does not track it. */
export function gitCode(
  disk: Disk,
  file: string,
  codePaths: readonly string[] = [],
): { readonly id: string; readonly files: CodeFiles } | undefined {
  const folder = dirname(file);
  const head = headCommit(disk, folder);
  const repository = head === undefined ? undefined : repositoryAt(folder);
  if (head === undefined || repository === undefined) return undefined;
  const key = [repository.root, file, ...codePaths].join("\0");
  const before = foundBefore.get(key);
  if (before && isAsBefore(disk, repository, head, before)) return before.code;
  const found = ask(disk, repository, head, { file, codePaths });
  if (found && isSettled(found.index) && found.stamps.every(isSettled)) foundBefore.set(key, found);
  else foundBefore.delete(key);
  return found?.code;
}

function isAsBefore(disk: Disk, { root, indexPath }: Repository, head: string, before: Found): boolean {
  if (before.head !== head || !isSameStamp(before.index, disk.now.stamp(indexPath))) return false;
  return before.paths.every((path, i) => isSameStamp(before.stamps[i], disk.now.stamp(`${root}/${path}`)));
}

/** Stamps are taken first: what changes while git answers is noticed the next time. */
function ask(
  disk: Disk,
  { root, indexPath }: Repository,
  head: string,
  { file, codePaths }: { readonly file: string; readonly codePaths: readonly string[] },
): Found | undefined {
  const index = disk.now.stamp(indexPath);
  const tracked = listOf(root, ["ls-files", "-z"]);
  const program = below(root, slashed(file));
  if (!tracked || program === undefined) return undefined;
  if (!tracked.includes(program)) return { head, index, paths: [], stamps: [], code: undefined };
  const matches = globTest(codePaths);
  const counts = (path: string): boolean => path === program || codeEnding.test(path) || matches(path);
  const stampsOf = (paths: readonly string[]): (DiskStamp | undefined)[] =>
    paths.map((path) => disk.now.stamp(`${root}/${path}`));
  const watched = tracked.filter(counts);
  const stamps = stampsOf(watched);
  const all = listOf(root, statusOf)?.map((row) => row.slice(statusWidth));
  if (!all) return undefined;
  const changed = all.filter(counts).sort(byCodePoint);
  const others = changed.filter((path) => !watched.includes(path));
  const paths = [...watched, ...others];
  const otherStamps = stampsOf(others);
  const list = changed.map((path) => [path, fileHash(disk, `${root}/${path}`) ?? "deleted"] as const);
  const dirty = `-dirty-${hex(sha256(Buffer.from(`${head}\n${canonicalText(list)}`))).slice(0, 12)}`;
  const imported = filesFrom(disk, [file]);
  const files = new Map([...(imported.size <= listedMax ? entriesOf(imported, root) : []), ...list]);
  const code = { id: head + (list.length > 0 ? dirty : ""), files: [...files] };
  return { head, index, paths, stamps: [...stamps, ...otherStamps], code };
}

function repositoryAt(folder: string): Repository | undefined {
  const known = repositories.get(folder);
  if (known) return known;
  const answer = git(folder, ["rev-parse", "--show-toplevel", "--git-path", "index"])?.split("\n");
  const [root, indexPath] = answer ?? [];
  if (!root || !indexPath) return undefined;
  const found = { root: slashed(root), indexPath: slashed(resolve(folder, indexPath)) };
  repositories.set(folder, found);
  return found;
}

/** Paths from the root; undefined when git does not answer. */
function listOf(root: string, args: readonly string[]): string[] | undefined {
  return git(root, args)
    ?.split("\0")
    .filter((path) => path !== "");
}

function git(folder: string, args: readonly string[]): string | undefined {
  // Inside of a hook of git, these name the repository of the hook.
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, ...env } = process.env;
  const options = { cwd: folder, env, encoding: "utf8", timeout: timeoutMs, maxBuffer: 1 << 30 } as const;
  const { status, stdout } = spawnSync("git", [...careful, ...args], options);
  return status === 0 ? stdout : undefined;
}
