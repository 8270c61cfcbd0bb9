// Three front ends behind one face: open a notebook, run a cell, read what is saved and what is seen, save, reload.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const patienceMs = 60_000;

/** The servers: one for JupyterLab and Notebook 7, one for the classic Notebook. */
export async function startServers({ scratch, env, python, folder }) {
  const shown = ["LabApp", "JupyterNotebookApp"].map((app) => `c.${app}.expose_app_in_browser = True\n`).join("");
  writeFileSync(join(env.JUPYTER_CONFIG_DIR, "jupyter_server_config.py"), `c = get_config()\n${shown}`);
  const words = ["--no-browser", "--allow-root", "--ip=127.0.0.1"];
  const [first, second] = await freePorts();
  const lab = [python, ["-m", "jupyterlab", ...words, `--port=${first}`, `--ServerApp.root_dir=${folder}`]];
  const classic = ["/usr/bin/jupyter-notebook", [...words, `--port=${second}`, `--notebook-dir=${folder}`]];
  // Debian's Python does not look into the other's folders.
  const { PATH, ...rest } = env;
  const own = { ...rest, PATH: "/usr/bin:/bin", JUPYTER_RUNTIME_DIR: join(scratch, "runtime-classic") };
  const [modern, old] = await Promise.all([started(...lab, env), started(...classic, own)]);
  return { modern, old };
}

async function freePorts() {
  const servers = [createServer(), createServer()];
  for (const server of servers) await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const ports = servers.map((server) => server.address().port);
  for (const server of servers) server.close();
  return ports;
}

function started(program, words, env) {
  const child = spawn(program, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  process.on("exit", () => child.kill("SIGTERM"));
  return new Promise((found, failed) => {
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => {
        said += text;
        const [url] = /http:\/\/(?:127\.0\.0\.1|localhost):\d+\/\S*token=\w+/.exec(said) ?? [];
        if (url !== undefined) found({ child, origin: new URL(url).origin, token: new URL(url).search.slice(1) });
      });
    child.on("close", () => failed(new Error(`${program} ended before it had an address:\n${said}`)));
  });
}

/** JupyterLab and Notebook 7 are made of the same parts. */
class Modern {
  constructor(name, path, server, page) {
    Object.assign(this, { name, path, server, page });
  }

  async open(file) {
    const { origin, token } = this.server;
    // JupyterLab would open again what was open before.
    await this.page.goto(`${origin}${this.path}${file}?reset&${token}`);
    await this.ready(file);
  }

  async ready(file) {
    this.file = file;
    await this.page.waitForFunction((path) => {
      const widget = globalThis.jupyterapp?.shell.currentWidget;
      return widget?.context?.path === path && widget.sessionContext.session?.kernel?.status === "idle";
    }, file);
  }

  /** Begins a cell; `runCell` waits for its end. */
  startCell(index) {
    return this.page.evaluate((at) => {
      jupyterapp.shell.currentWidget.content.activeCellIndex = at;
      void jupyterapp.commands.execute("notebook:run-cell");
    }, index);
  }

  runCell(index) {
    return this.page.evaluate((at) => {
      jupyterapp.shell.currentWidget.content.activeCellIndex = at;
      return jupyterapp.commands.execute("notebook:run-cell");
    }, index);
  }

  /** What would be saved of a cell. */
  outputs(index) {
    return this.page.evaluate((at) => {
      const { model } = jupyterapp.shell.currentWidget.content.widgets[at];
      return model.outputs.toJSON();
    }, index);
  }

  /** What is not in the window may be neither there nor drawn. */
  element(index) {
    return this.page.evaluateHandle(async (at) => {
      const { content } = jupyterapp.shell.currentWidget;
      await content.scrollToItem(at, "start");
      return content.widgets[at].outputArea.node;
    }, index);
  }

  save() {
    return this.page.evaluate(() => jupyterapp.commands.execute("docmanager:save"));
  }

  async interrupt() {
    await this.page.evaluate(() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt());
  }

  async reload() {
    await this.page.reload();
    await this.ready(this.file);
  }
}

/** Notebook 6.4. */
class Classic {
  name = "Notebook 6.4";

  constructor(server, page) {
    Object.assign(this, { server, page });
  }

  async open(file) {
    const { origin, token } = this.server;
    await this.page.goto(`${origin}/notebooks/${file}?${token}`);
    await this.ready();
  }

  async ready() {
    await this.page.waitForFunction(
      () => globalThis.Jupyter?.notebook?.kernel?.is_connected() && !Jupyter.notebook.kernel_busy,
    );
    await this.page.waitForFunction(() => Jupyter.notebook.kernel.info_reply?.implementation !== undefined);
  }

  startCell(index) {
    return this.page.evaluate((at) => void Jupyter.notebook.execute_cells([at]), index);
  }

  async runCell(index) {
    await this.startCell(index);
    await this.page.waitForFunction((at) => {
      const cell = Jupyter.notebook.get_cell(at);
      return typeof cell.input_prompt_number === "number" && !cell.element.hasClass("running");
    }, index);
  }

  outputs(index) {
    return this.page.evaluate((at) => Jupyter.notebook.get_cell(at).output_area.toJSON(), index);
  }

  element(index) {
    return this.page.evaluateHandle((at) => {
      const [element] = Jupyter.notebook.get_cell(at).output_area.element;
      element.scrollIntoView();
      return element;
    }, index);
  }

  save() {
    return this.page.evaluate(() => Jupyter.notebook.save_notebook());
  }

  interrupt() {
    return this.page.evaluate(() => Jupyter.notebook.kernel.interrupt());
  }

  async reload() {
    await this.page.evaluate(() => Object.assign(window, { onbeforeunload: null }));
    await this.page.reload();
    await this.ready();
  }
}

/** The front ends that were asked for, each with a page of its own. */
export async function frontEnds(browser, { modern, old }, wanted) {
  const makers = {
    lab: (page) => new Modern("JupyterLab 4", "/lab/tree/", modern, page),
    notebook7: (page) => new Modern("Notebook 7", "/notebooks/", modern, page),
    classic: (page) => new Classic(old, page),
  };
  const chosen = Object.entries(makers).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  return Promise.all(
    chosen.map(async ([id, make]) => {
      const page = await browser.newPage({ viewport: { width: 1000, height: 1400 } });
      page.setDefaultTimeout(patienceMs);
      page.on("dialog", (dialog) => void dialog.accept());
      const errors = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      return Object.assign(make(page), { id, errors });
    }),
  );
}
