/**
 * Settings in six layers, low to high: defaults < home < workspace file < environment < code < session.
 *
 * What enters: the texts of the files as they were when a setting was first asked for, and the environment. What leaves:
 * typed values, and on request the reason why a value is what it is.
 */
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { knownSettings, type SettingKey, type SettingValues } from "./setting-keys.js";
import {
  environmentName,
  flattenSettingFile,
  flattenSettings,
  isSettingKey,
  type SettingEntry,
  type SettingFile,
  settingsOfEnvironment,
} from "./setting-layers.js";
import {
  expectedSetting,
  foundSetting,
  parseSetting,
  type SettingLayer,
  type SettingSpec,
  settingLayers,
} from "./setting-types.js";

/** One layer's word on a key. `value` is undefined where the layer says nothing. */
export interface SettingCandidate {
  readonly layer: SettingLayer;
  readonly value: unknown;
  /** File, environment name or call; where it would be written when the layer says nothing. */
  readonly origin: string;
}

/** Why a setting has its value. */
export interface SettingExplanation {
  readonly key: string;
  readonly found: boolean;
  readonly value: unknown;
  readonly winner: SettingLayer | undefined;
  /** All six layers, low to high. */
  readonly candidates: readonly SettingCandidate[];
  readonly registered: boolean;
}

/** The settings as one session sees them. */
export interface SettingsView {
  get<K extends SettingKey>(key: K): SettingValues[K];
  get(key: string): unknown;
  explain(key: string): SettingExplanation;
}

/** What the layers are made from. */
export interface SettingInputs {
  readonly actor: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home?: FileSource;
  readonly workspace?: FileSource;
  /** Where files would be, for `explain`. */
  readonly homePath?: string;
  readonly workspacePath?: string;
  notify(text: string): void;
}

/** A file, or how to read it when it is needed first: reading tapes needs no settings, and a broken file does not stop it. */
type FileSource = SettingFile | (() => SettingFile | undefined);

type Flat = ReadonlyMap<string, SettingEntry>;
const nothing: Flat = new Map();
const viewsMax = 100;

/** All settings of one workspace in one process. */
export class Settings implements SettingsView {
  readonly #known: Map<string, SettingSpec>;
  #files: { home?: Flat; workspace?: Flat } = {};
  readonly #environment: Flat;
  readonly #code = new Map<string, SettingEntry>();
  readonly #inputs: SettingInputs;
  #session: Flat = nothing;
  readonly #reported = new Set<string>();
  /** Counts changes: what was looked up before the last one is looked up again. */
  #changes = 0;
  /** Views by what sessions set themselves, and the changes that they were made after: many runs begin alike. */
  readonly #views = new Map<string, SettingsView>();
  #viewed = -1;
  #keys: { readonly changes: number; readonly session: Flat; readonly list: readonly string[] } | undefined;

  constructor(inputs: SettingInputs) {
    this.#inputs = inputs;
    this.#known = new Map(knownSettings(inputs.actor));
    this.#environment = settingsOfEnvironment(inputs.env);
  }

  /** The value for the active session. */
  get<K extends SettingKey>(key: K): SettingValues[K];
  get(key: string): unknown;
  get(key: string): unknown {
    return this.#explain(key, this.#session).value;
  }

  /** Writes the code layer: until the process ends or `unset`. */
  set(key: string, value: unknown): void {
    if (!isSettingKey(key))
      throw badValue(key, "code", "settings.set", "a key in snake_case with dots", foundSetting(key));
    const entry: SettingEntry = { value, origin: "settings.set" };
    const spec = this.#known.get(key);
    if (spec) typed(key, spec, "code", entry);
    this.#code.set(key, entry);
    this.#changes++;
    this.#reportUnknown();
  }

  /** Takes a key off the code layer; true when it was there. */
  unset(key: string): boolean {
    this.#changes++;
    return this.#code.delete(key);
  }

  /** The files have changed: they are read again when somebody asks. */
  reread(): void {
    this.#files = {};
    this.#changes++;
  }

  /** What every layer says about the key, and which one wins. */
  explain(key: string): SettingExplanation {
    return this.#explain(key, this.#session);
  }

  /** All keys that are known or that a layer has, sorted. */
  keys(): readonly string[] {
    const flats = [this.#known, ...this.#flats(), this.#session];
    if (this.#keys?.changes !== this.#changes || this.#keys.session !== this.#session) {
      const list = [...new Set(flats.flatMap((flat) => [...flat.keys()]))].sort();
      this.#keys = { changes: this.#changes, session: this.#session, list };
    }
    return this.#keys.list;
  }

  /** Makes a key known: type, default, and the layers that count for it when these are not all. */
  register(key: string, spec: SettingSpec, options: { replace?: boolean } = {}): void {
    if (!isSettingKey(key))
      throw badValue(key, "defaults", "settings.register", "a key in snake_case with dots", foundSetting(key));
    if (this.#known.has(key) && !options.replace) {
      throw badValue(
        key,
        "defaults",
        "settings.register",
        "a key that is not registered yet, or {replace: true}",
        "a known key",
      );
    }
    if (spec.default !== undefined && !parseSetting(spec, spec.default).ok) {
      throw badValue(key, "defaults", "settings.register", expectedSetting(spec), foundSetting(spec.default));
    }
    this.#known.set(key, spec);
    this.#changes++;
  }

  /**
   * The settings as a session with these own settings sees them. Every registered key is checked now: a value that
   * does not fit stops the start, not the run.
   */
  view(session: object = {}): SettingsView {
    const own = flattenSettings(session, "session", "start({settings})");
    const key = [...own.values()].every(({ value }) => typeof value !== "object")
      ? JSON.stringify([...own].map(([name, { value }]) => [name, value]))
      : undefined;
    const before = key === undefined ? undefined : this.#views.get(key);
    if (before && this.#viewed === this.#changes) return before;
    if (this.#viewed !== this.#changes || this.#views.size >= viewsMax) this.#views.clear();
    const view = this.#view(own);
    this.#viewed = this.#changes;
    if (key !== undefined) this.#views.set(key, view);
    return view;
  }

  #view(own: Flat): SettingsView {
    try {
      for (const key of this.#known.keys()) this.#explain(key, own);
    } catch (error) {
      this.#files = {}; // read again at the next start, when they may be corrected
      this.#changes++;
      throw error;
    }
    this.#reportUnknown(own);
    const values = new Map<string, unknown>(); // a session asks at every commit
    let changes = this.#changes;
    const get = (key: string): unknown => {
      if (changes !== this.#changes) values.clear();
      changes = this.#changes;
      const known = values.get(key);
      if (known !== undefined) return known;
      const { value } = this.#explain(key, own);
      values.set(key, value);
      return value;
    };
    return {
      get,
      explain: (key: string) => this.#explain(key, own),
    } as SettingsView;
  }

  /** Replaces the session layer that `get` and `explain` see; without settings it is emptied. */
  useSession(session: object = {}): void {
    this.#session = flattenSettings(session, "session", "start({settings})");
  }

  /** Forgets the code and session layers. */
  reset(): void {
    this.#code.clear();
    this.#session = nothing;
    this.#changes++;
  }

  #explain(key: string, session: Flat): SettingExplanation {
    if (typeof key !== "string")
      throw badValue(String(key), "code", "settings", "a key in snake_case with dots", foundSetting(key));
    const spec = this.#known.get(key);
    const candidates = settingLayers.map((layer) => this.#candidate(key, spec, layer, session));
    const order = spec?.layers ?? settingLayers;
    const counted = order.map((layer) => candidates[settingLayers.indexOf(layer)]);
    const winner = counted.reverse().find((candidate) => candidate !== undefined && candidate.value !== undefined);
    return {
      key,
      found: winner !== undefined,
      value: winner?.value,
      winner: winner?.layer,
      candidates,
      registered: spec !== undefined,
    };
  }

  #candidate(key: string, spec: SettingSpec | undefined, layer: SettingLayer, session: Flat): SettingCandidate {
    if (layer === "defaults") return { layer, value: spec?.default, origin: "built in" };
    const entry = this.#flat(layer, session).get(key);
    if (entry === undefined) return { layer, value: undefined, origin: this.#originOf(key, layer) };
    const counts = spec?.layers?.includes(layer) ?? true;
    return { layer, value: spec && counts ? typed(key, spec, layer, entry) : entry.value, origin: entry.origin };
  }

  #flat(layer: Exclude<SettingLayer, "defaults">, session: Flat): Flat {
    if (layer === "session") return session;
    if (layer === "code") return this.#code;
    return layer === "environment" ? this.#environment : this.#file(layer);
  }

  /** A file that cannot be understood is an error each time, until it is corrected. */
  #file(layer: "home" | "workspace"): Flat {
    const source = this.#inputs[layer];
    const read = (): SettingFile | undefined => (typeof source === "function" ? source() : source);
    const load = (file: SettingFile | undefined): Flat => (file ? flattenSettingFile(file, layer) : nothing);
    this.#files[layer] ??= load(read());
    return this.#files[layer];
  }

  #flats(): Flat[] {
    return [this.#file("home"), this.#file("workspace"), this.#environment, this.#code];
  }

  #originOf(key: string, layer: Exclude<SettingLayer, "defaults">): string {
    if (layer === "environment") return environmentName(key);
    if (layer === "code") return "settings.set";
    if (layer === "session") return "start({settings})";
    return (layer === "home" ? this.#inputs.homePath : this.#inputs.workspacePath) ?? "settings.json";
  }

  /** Unregistered keys stay; each is named once. */
  #reportUnknown(session: Flat = nothing): void {
    for (const flat of [...this.#flats(), session]) {
      for (const [key, { origin }] of flat) {
        if (this.#known.has(key) || this.#reported.has(key) || key.startsWith("mounts.")) continue;
        this.#reported.add(key);
        const [nearest] = near(key, this.#known.keys());
        // A name of the environment without a dot is more likely somebody else's than a setting.
        if (flat === this.#environment && !key.includes(".") && nearest === undefined) continue;
        const hint = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
        this.#inputs.notify(
          `The setting ${shown(key, 80)} (${origin}) is not known; it is kept and has no effect.${hint}`,
        );
      }
    }
  }
}

function typed(key: string, spec: SettingSpec, layer: SettingLayer, entry: SettingEntry): unknown {
  const parsed = parseSetting(spec, entry.value);
  if (parsed.ok) return parsed.value;
  throw badValue(key, layer, entry.origin, expectedSetting(spec), foundSetting(entry.value));
}

function badValue(
  key: string,
  layer: string,
  origin: string,
  expected: string,
  found: string,
): TapelabError<"bad-settings"> {
  return new TapelabError(
    "bad-settings",
    `The setting ${shown(key, 80)} in the ${layer} layer does not fit: expected ${expected}, found ${found}. Nothing was changed. Correct it at ${origin}`,
    { key, layer, origin, expected, found },
  );
}
