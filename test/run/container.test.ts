import { describe, expect, test } from "vitest";
import { type ContainerIdentity, type ContainerSpec, checkContainer, containerSignature } from "#sdk/run/container.js";
import { inputHash } from "#sdk/run/signature.js";
import { vectorsOf } from "./vectors.js";

const identity: ContainerIdentity = {
  digest: `sha256:${"1".repeat(64)}`,
  command: ["model"],
  env: { A: "1", B: "2" },
  mounts: [{ target: "/in", mode: "ro", content: "5".repeat(64) }],
  backend: "docker",
  args: [],
};
const signed = (change: Partial<ContainerIdentity>) => containerSignature({ ...identity, ...change }, inputHash([]));

describe("the signature of a container", () => {
  test.each(vectorsOf("ctr1"))("is that of the vector %s", (_, { input, expected }) => {
    const { image_digest: digest, working_dir: workingDir, ...rest } = input.definition;
    expect(containerSignature({ ...rest, digest, workingDir }, input.input_hash)).toBe(expected.signature);
  });

  test("knows a variable that is not set from an empty one, and not their order", () => {
    expect(signed({ env: { A: null } })).not.toBe(signed({ env: { A: "" } }));
    expect(signed({ env: { A: null } })).not.toBe(signed({ env: {} }));
    expect(signed({ env: { B: "2", A: "1" } })).toBe(signed({}));
  });

  test("changes with image, command, content that is mounted, backend and options", () => {
    const others: Partial<ContainerIdentity>[] = [
      { digest: `sha256:${"2".repeat(64)}` },
      { command: ["model", ""] },
      { mounts: [{ target: "/in", mode: "ro", content: "6".repeat(64) }] },
      { mounts: [{ target: "/in", mode: "rw" }] },
      { backend: "podman" },
      { args: ["--network", "host"] },
      { workingDir: "/" },
    ];
    expect(new Set([{}, ...others].map(signed)).size).toBe(others.length + 1);
  });
});

describe("the description of a container", () => {
  const mount = (host: string, target: string) => ({ mounts: [{ host, target }] });
  test.each<[string, Partial<ContainerSpec>, RegExp]>([
    ["an image that would be an option", { image: "--privileged" }, /image is "--privileged"/],
    ["an unknown backend", { backend: "lxc" as "docker" }, /docker, podman, apptainer/],
    ["a colon in a mount", mount("/a:/etc", "/b"), /colon/],
    ["a target that is no full path", mount("/a", "b"), /full path/],
    ["one target twice", { mounts: [...mount("/a", "/b").mounts, ...mount("/c", "/b").mounts] }, /same target/],
    ["a name with an equals sign", { env: { "A=B": "" } }, /no name of a variable/],
    ["a working directory that is none", { workingDir: "app" }, /working directory/],
  ])("refuses %s", (_, change, text) => {
    expect(() => checkContainer({ image: "model:3", ...change })).toThrow(text);
  });
});
