/** What a shell user can type: every verb with its options, its help and the module that is loaded when it runs. */
import type { Given, OptionTable, VerbFacts } from "tapelab/host";
import type { Output } from "./output.js";

/** The exit codes of every verb. */
export const EXIT = { clean: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type RunVerb = (given: Given, output: Output) => Promise<ExitCode>;

export interface Verb extends VerbFacts {
  load(): Promise<RunVerb>;
}

/** Options that every verb takes. */
export const COMMON_OPTIONS: OptionTable = {
  quiet: { kind: "flag", help: "results and errors only: no notes, no progress" },
  help: { kind: "flag", help: "this text" },
};

const PLACE: OptionTable = {
  user: { kind: "flag", help: "in your own Jupyter folder (default)" },
  "sys-prefix": { kind: "flag", help: "in the Python environment that python3 belongs to" },
  prefix: { kind: "text", value: "DIR", help: "in DIR/share/jupyter/kernels" },
};

const NAME: OptionTable = {
  name: { kind: "text", value: "NAME", help: "folder and name of the kernel (default: tapelab)" },
};

const SPEC: OptionTable = {
  "display-name": { kind: "text", value: "TEXT", help: "what menus show (default: TypeScript (Tapelab))" },
  env: { kind: "texts", value: "K=V", help: "an environment variable for the kernel; may be repeated" },
};

const CELLS: OptionTable = {
  "allow-errors": { kind: "flag", help: "go on after a cell that fails" },
  timeout: { kind: "count", value: "SECONDS", help: "interrupt a cell that takes longer" },
};

export const VERBS: readonly Verb[] = [
  {
    name: "lab",
    arguments: ["[FOLDER]"],
    summary: "open JupyterLab with this kernel; makes what is missing",
    about:
      "Opens FOLDER (or one notebook) in JupyterLab. Uses your JupyterLab when there is one; otherwise makes a private one\n" +
      "that no other program sees, about 250 MB. Says what it made and how to undo it. Python 3.10 or newer is needed.",
    options: {
      "no-browser": { kind: "flag", help: "print the address, open nothing" },
      port: { kind: "count", value: "N", help: "port of the server (default: 8888 or the next free one)" },
      private: { kind: "flag", help: "the private JupyterLab, also when you have one" },
      remove: { kind: "flag", help: "remove the private JupyterLab and end" },
    },
    examples: ["tapelab-kernel lab", "tapelab-kernel lab ~/notebooks --no-browser", "tapelab-kernel lab --remove"],
    load: async () => (await import("./lab.js")).lab,
  },
  {
    name: "run",
    arguments: ["NOTEBOOK…"],
    summary: "run notebooks from top to bottom, without Jupyter",
    about:
      "Runs each notebook in a kernel of its own, in the notebook's folder. Stops a notebook at the first cell that fails\n" +
      "and names it (a cell with the tag raises-exception may fail). Writes nothing unless told to.",
    options: {
      inplace: { kind: "flag", help: "write the outputs into the notebooks" },
      output: { kind: "text", value: "FILE", help: "write the one notebook with its outputs to FILE" },
      ...CELLS,
    },
    examples: ["tapelab-kernel run notebooks/*.ipynb", "tapelab-kernel run fit.ipynb --inplace --timeout 60"],
    load: async () => (await import("./run.js")).run,
  },
  {
    name: "console",
    arguments: ["[NOTEBOOK]"],
    summary: "a prompt in the terminal, or a notebook printed as it runs",
    about:
      "Without NOTEBOOK: a prompt that takes TypeScript and magics; Ctrl-C interrupts, Ctrl-D ends. With NOTEBOOK: runs it\n" +
      "like `run` and prints every cell with its outputs.",
    options: { save: { kind: "flag", help: "write the outputs into the notebook" }, ...CELLS },
    examples: ["tapelab-kernel console", "tapelab-kernel console fit.ipynb --save"],
    load: async () => (await import("./console.js")).console_,
  },
  {
    name: "install",
    arguments: [],
    summary: "tell Jupyter about this kernel",
    about: "Writes the kernel's description and icons where Jupyter looks. Needs neither Python nor Jupyter.",
    options: { ...PLACE, ...NAME, ...SPEC, force: { kind: "flag", help: "replace a kernel of another program" } },
    examples: ["tapelab-kernel install", "tapelab-kernel install --sys-prefix", "tapelab-kernel install --env TZ=UTC"],
    load: async () => (await import("./install.js")).install,
  },
  {
    name: "uninstall",
    arguments: [],
    summary: "undo install",
    about: "Removes what install wrote, nothing else.",
    options: { ...PLACE, ...NAME },
    examples: ["tapelab-kernel uninstall", "tapelab-kernel uninstall --sys-prefix"],
    load: async () => (await import("./install.js")).uninstall,
  },
  {
    name: "spec",
    arguments: [],
    summary: "print what install would write",
    about: "Prints kernel.json, the description that Jupyter reads.",
    options: SPEC,
    examples: ["tapelab-kernel spec"],
    load: async () => (await import("./install.js")).spec,
  },
  {
    name: "doctor",
    arguments: [],
    summary: "check that the kernel can start and that Jupyter finds it",
    about:
      "Checks Node, the ZeroMQ library, the installed description, a start with one cell and a shutdown, and Jupyter.",
    options: {},
    examples: ["tapelab-kernel doctor"],
    load: async () => (await import("./doctor.js")).doctor,
  },
];
