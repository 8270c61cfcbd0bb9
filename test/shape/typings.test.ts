import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import ts504 from "@tslab/typescript-for-tslab";
import ts59 from "typescript-5.9";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "./sources.js";

/** The compilers that users' cells and scripts are checked with. Both speak the same API as far as it is used here. */
const COMPILERS: readonly { name: string; ts: typeof ts59 }[] = [
  { name: "5.0.4 (tslab)", ts: ts504 as unknown as typeof ts59 },
  { name: "5.9", ts: ts59 },
];

const OURS = ["sdk/dist/", "proto/dist/", "test/shape/consumer.ts"];
const consumer = join(root, "test/shape/consumer.ts");

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", "sdk"], { cwd: root });
  expect(existsSync(join(root, "sdk/dist/index.d.ts"))).toBe(true);
}, 300_000);

describe.each(COMPILERS)(
  "our .d.ts files under TypeScript $name, resolved the node10 way",
  { timeout: 300_000 },
  ({ ts }) => {
    const program = lazy(() => ts.createProgram([consumer], optionsOf(ts)));

    it("are complete: no complaint in our files, with skipLibCheck off", () => {
      const made = program();
      const files = made.getSourceFiles().filter(({ fileName }) => isOurs(fileName));
      const found = files.flatMap((file) => [
        ...made.getSyntacticDiagnostics(file),
        ...made.getSemanticDiagnostics(file),
      ]);
      const complaints = [...made.getOptionsDiagnostics(), ...found].map((one) => textOf(ts, one));
      expect(complaints).toEqual([]);
    });

    it("are found by the name tapelab, through main and types", () => {
      const names = program()
        .getSourceFiles()
        .map(({ fileName }) => relative(root, fileName));
      expect(names).toContain("sdk/dist/index.d.ts");
    });

    it("hold no type that became any because the compiler does not know it", () => {
      const checker = program().getTypeChecker();
      const lost: string[] = [];
      for (const file of program().getSourceFiles()) {
        if (!isOurs(file.fileName)) continue;
        const visit = (node: ts59.Node): void => {
          if (
            ts.isTypeNode(node) &&
            !isMere(ts, node) &&
            (checker.getTypeFromTypeNode(node).flags & ts.TypeFlags.Any) !== 0
          ) {
            const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
            lost.push(`${relative(root, file.fileName)}:${line + 1} ${node.getText(file)}`);
          }
          ts.forEachChild(node, visit);
        };
        visit(file);
      }
      expect(lost).toEqual([]);
    });
  },
);

function optionsOf(ts: typeof ts59): ts59.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: 2, // node10, called NodeJs before 5.0
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
    strict: true,
    esModuleInterop: true,
    skipLibCheck: false,
    noEmit: true,
  };
}

/** Nodes that are type nodes in the tree but stand for no type of their own. */
function isMere(ts: typeof ts59, node: ts59.Node): boolean {
  return ts.isExpressionWithTypeArguments(node) || ts.isTypePredicateNode(node);
}

function isOurs(fileName: string): boolean {
  const path = relative(root, fileName).replaceAll("\\", "/");
  return OURS.some((ours) => path.startsWith(ours));
}

function textOf(ts: typeof ts59, { file, start, messageText }: ts59.Diagnostic): string {
  const place =
    file === undefined
      ? ""
      : `${relative(root, file.fileName)}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1} `;
  return place + ts.flattenDiagnosticMessageText(messageText, "\n");
}

function lazy<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
