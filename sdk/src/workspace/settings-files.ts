/** The settings of one workspace: its own file, the one in the home folder, and the environment. */
import { defaultActor } from "../record/facts.js";
import { readSettingFile } from "../record/setting-layers.js";
import { Settings } from "../record/settings.js";
import type { Environment } from "./environment.js";
import type { Place } from "./place.js";

export function loadSettings({ disk, ids, env, notify }: Environment, { dir, home }: Place): Settings {
  const homePath = `${home}/settings.json`;
  const workspacePath = `${dir}/settings.json`;
  return new Settings({
    actor: defaultActor(ids),
    env,
    homePath,
    workspacePath,
    home: () => readSettingFile(disk, homePath, "home"),
    workspace: () => readSettingFile(disk, workspacePath, "workspace"),
    notify,
  });
}
