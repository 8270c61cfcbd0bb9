import { describe, expect, it } from "vitest";
import { isTapelabError } from "#sdk/errors.js";
import { readSettingFile } from "#sdk/record/setting-layers.js";
import { Settings } from "#sdk/record/settings.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

const key = "session.queue.max_pending_commits";

interface Given {
  readonly home?: unknown;
  readonly workspace?: unknown;
  readonly env?: Record<string, string>;
  readonly notices?: string[];
}

function settingsOf({ home, workspace, env = {}, notices = [] }: Given): Settings {
  const file = (name: string, content: unknown) =>
    content === undefined
      ? undefined
      : { path: `/${name}/settings.json`, text: typeof content === "string" ? content : JSON.stringify(content) };
  return new Settings({
    actor: "ada@lab",
    env,
    home: file("home", home),
    workspace: file("workspace", workspace),
    notify: (text) => notices.push(text),
  });
}

function failure(run: () => unknown): { code: string; message: string; details: Record<string, unknown> } {
  try {
    run();
  } catch (error) {
    if (isTapelabError(error)) return error as never;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("settings", () => {
  it("gives the defaults of the table when nothing is set", () => {
    const settings = settingsOf({});
    expect(settings.get(key)).toBe(10);
    expect(settings.get("record.inline_max_bytes")).toBe(262_144);
    expect(settings.get("record.call_site")).toBe("first");
    expect(settings.get("session.durability")).toBe("disk");
    expect(settings.get("actor")).toBe("ada@lab");
  });

  it("R42: lets the highest layer win, explains all six, and empties the session layer at the next start", () => {
    const settings = settingsOf({ home: { [key]: 1 }, workspace: { [key]: 2 } });
    settings.set(key, 4);
    expect(settings.get(key)).toBe(4);
    expect(settings.explain(key)).toEqual({
      key,
      found: true,
      value: 4,
      winner: "code",
      registered: true,
      candidates: [
        { layer: "defaults", value: 10, origin: "built in" },
        { layer: "home", value: 1, origin: "/home/settings.json" },
        { layer: "workspace", value: 2, origin: "/workspace/settings.json" },
        { layer: "environment", value: undefined, origin: "TAPELAB_SESSION__QUEUE__MAX_PENDING_COMMITS" },
        { layer: "code", value: 4, origin: "settings.set" },
        { layer: "session", value: undefined, origin: "start({settings})" },
      ],
    });
    settings.useSession({ [key]: 5 });
    expect(settings.get(key)).toBe(5);
    settings.useSession();
    expect(settings.get(key)).toBe(4);
    settings.unset(key);
    expect(settings.get(key)).toBe(2);
  });

  it("gives each view its own session layer", () => {
    const settings = settingsOf({});
    const a = settings.view({ [key]: 3 });
    const b = settings.view({ session: { queue: { max_pending_commits: 7 } } });
    expect([a.get(key), b.get(key), settings.get(key)]).toEqual([3, 7, 10]);
  });

  it("sees code settings made after the view", () => {
    const settings = settingsOf({});
    const view = settings.view();
    settings.set(key, 6);
    expect(view.get(key)).toBe(6);
  });

  it("reads every key from the environment, `.` written as two underscores", () => {
    const settings = settingsOf({
      env: {
        TAPELAB_SESSION__QUEUE__MAX_PENDING_COMMITS: "3",
        TAPELAB_RECORD__SCOPE_TIME: "false",
        TAPELAB_RECORD__REDACT: "pin, iban",
      },
    });
    expect(settings.get(key)).toBe(3);
    expect(settings.get("record.scope_time")).toBe(false);
    expect(settings.get("record.redact")).toEqual(["pin", "iban"]);
    expect(settings.explain(key).winner).toBe("environment");
  });

  it("takes nested and dotted keys for the same thing", () => {
    expect(settingsOf({ home: { session: { "queue.max_pending_commits": 8 } } }).get(key)).toBe(8);
  });

  it("parses text to the type in every layer", () => {
    expect(settingsOf({ home: { [key]: "12" } }).get(key)).toBe(12);
  });
});

describe("settings that do not fit", () => {
  it.each([
    ["the key twice", { session: { queue: { max_pending_commits: 1 } }, [key]: 2 }],
    ["a value that is also a prefix", { "session.queue": 1, [key]: 2 }],
  ])("rejects a collision: %s", (_, workspace) => {
    const { code, details } = failure(() => settingsOf({ workspace }).view());
    expect(code).toBe("bad-settings");
    expect(details).toMatchObject({ layer: "workspace", origin: "/workspace/settings.json" });
    expect(String(details.key)).toMatch(/^session\.queue/);
  });

  it.each([
    ["not JSON", "{"],
    ["a list", "[]"],
    ["a key with a capital", { Session: 1 }],
    ["a key that JavaScript gives a meaning", '{"__proto__": {"x": 1}}'],
  ])("rejects a file that is %s, naming it", (_, home) => {
    const { code, message } = failure(() => settingsOf({ home }).view());
    expect(code).toBe("bad-settings");
    expect(message).toContain("/home/settings.json");
    expect(Object.prototype).not.toHaveProperty("x");
  });

  it.each([0, -1, 1.5, "x", true, null, [1]])(
    "rejects %j for a count of at least 1, naming layer, origin, expected and found",
    (value) => {
      const settings = settingsOf({ workspace: { [key]: value } });
      const { code, details } = failure(() => settings.view());
      expect(code).toBe("bad-settings");
      expect(details).toMatchObject({
        key,
        layer: "workspace",
        origin: "/workspace/settings.json",
        expected: "a whole number of at least 1",
      });
      expect(failure(() => settings.get(key)).code).toBe("bad-settings");
    },
  );

  it("refuses a code setting that does not fit and keeps the old value", () => {
    const settings = settingsOf({});
    settings.set("record.git", "head");
    expect(failure(() => settings.set("record.git", "sometimes")).details).toMatchObject({
      expected: '"full" or "head" or "off"',
      found: '"sometimes"',
    });
    expect(settings.get("record.git")).toBe("head");
  });

  it("keeps an unregistered key and reports it once with the nearest known one", () => {
    const notices: string[] = [];
    const settings = settingsOf({ workspace: { "session.durabilty": "os" }, notices });
    settings.view();
    settings.view();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain("Did you mean session.durability?");
    expect(settings.get("session.durabilty")).toBe("os");
    expect(settings.explain("session.durabilty")).toMatchObject({
      found: true,
      registered: false,
      winner: "workspace",
    });
  });

  it("takes no TAPELAB_ name of another purpose for a setting", () => {
    const notices: string[] = [];
    const env = { TAPELAB_SRC_FILE: "a.ipynb", TAPELAB_WORKSPACE: "/w", TAPELAB_HOME: "/h", TAPELAB_DEBUG: "1" };
    settingsOf({ env, notices }).view();
    expect(notices).toEqual([]);
    settingsOf({ env: { TAPELAB_ACTR: "ada", TAPELAB_RECORD__GITT: "off" }, notices }).view();
    expect(notices.map((text) => /Did you mean (\S+)\?/.exec(text)?.[1])).toEqual(["actor", "record.git"]);
  });
});

describe("registered keys", () => {
  it("lets a key have its own layers, where a miss is final", () => {
    const settings = settingsOf({ home: { "lab.seed": 1 }, workspace: { "lab.seed": 2 } });
    settings.register("lab.seed", { type: "integer", default: 9, layers: ["workspace", "home"] });
    expect(settings.explain("lab.seed")).toMatchObject({ value: 1, winner: "home" });
    settings.register("lab.other", { type: "integer", default: 9, layers: ["environment"] });
    expect(settings.explain("lab.other")).toMatchObject({ found: false, value: undefined, winner: undefined });
    expect(settings.explain("lab.other").candidates).toHaveLength(6);
  });

  it("refuses to register a known key unless it replaces it", () => {
    const settings = settingsOf({});
    expect(failure(() => settings.register(key, { type: "integer" })).code).toBe("bad-settings");
    settings.register(key, { type: "integer", default: 2 }, { replace: true });
    expect(settings.get(key)).toBe(2);
  });

  it("says not found for a key nobody knows", () => {
    expect(settingsOf({}).explain("no.such")).toMatchObject({ found: false, winner: undefined, registered: false });
  });

  it("forgets code and session layers at reset", () => {
    const settings = settingsOf({});
    settings.set(key, 4);
    settings.useSession({ [key]: 5 });
    settings.reset();
    expect(settings.get(key)).toBe(10);
  });

  it("lists the keys it knows or found", () => {
    const keys = settingsOf({ home: { "my.own": 1 } }).keys();
    expect(keys).toContain("my.own");
    expect(keys).toContain(key);
    expect(keys).toEqual([...keys].sort());
  });
});

describe("readSettingFile", () => {
  it("gives nothing when there is no file, and the text when there is", () => {
    const disk = new MemoryDisk();
    expect(readSettingFile(disk, "/w/settings.json", "workspace")).toBeUndefined();
    disk.put("/w/settings.json", Buffer.from("{}"));
    expect(readSettingFile(disk, "/w/settings.json", "workspace")).toEqual({ path: "/w/settings.json", text: "{}" });
  });

  it("rejects bytes that are no UTF-8 and a file beyond 1 MiB", () => {
    const disk = new MemoryDisk();
    disk.put("/a", Uint8Array.of(0xff, 0xfe));
    disk.put("/b", new Uint8Array(1024 * 1024 + 1));
    for (const path of ["/a", "/b"])
      expect(failure(() => readSettingFile(disk, path, "home")).code).toBe("bad-settings");
  });
});

it("views of sessions that set the same see what changed since, also one that was made before", () => {
  const settings = new Settings({ actor: "me", env: {}, notify: () => undefined });
  const own = { "record.git": "head" };
  const [first, second] = [settings.view(own), settings.view({ ...own })];
  expect([first, second].map((view) => view.get("run.epoch"))).toEqual([undefined, undefined]);
  settings.set("run.epoch", 2);
  const third = settings.view(own);
  expect([first, second, third].map((view) => view.get("run.epoch"))).toEqual([2, 2, 2]);
  expect(settings.view({ "record.git": "off" }).get("record.git")).toBe("off");
  expect(settings.view(own).get("record.git")).toBe("head");
});
