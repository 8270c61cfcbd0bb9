#!/usr/bin/env node
// A container engine that only says what it was asked and plays one word on this machine: put FILE TEXT, print TEXT, env NAME,
// cat FILE, wait, fail CODE. Its images are in images.json beside it, its calls go to calls.jsonl there.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const [program, argv] = [basename(process.argv[1]), process.argv.slice(2)];
const dir = dirname(process.argv[1]);
appendFileSync(join(dir, "calls.jsonl"), `${JSON.stringify({ program, argv })}\n`);
const stopped = (name) => join(dir, `stopped-${name}`);

if (argv[0] === "image") inspect(argv[2]);
else if (argv[0] === "stop" && existsSync(join(dir, "no-stop"))) process.exitCode = 1;
else if (argv[0] === "stop" || argv[0] === "kill") writeFileSync(stopped(argv.at(-1)), "");
else play();

function inspect(name) {
  const image = JSON.parse(readFileSync(join(dir, "images.json"), "utf8"))[name];
  if (image) console.log(JSON.stringify([image]));
  else process.exitCode = 1;
}

/** Options end at the image, which is a hash or the name of a file. */
function play() {
  const at = argv.findIndex((one, k) => k > 0 && /^sha256:|\.sif$/.test(one));
  const mounts = argv.flatMap((one, k) => (one === "-v" || one === "--bind" ? [argv[k + 1].split(":")] : []));
  const name = argv[argv.indexOf("--name") + 1];
  const [word, first = "", second = ""] = argv.slice(at + 1);
  const [host, target] = mounts.find(([, one]) => first === one || first.startsWith(`${one}/`)) ?? ["", ""];
  const file = host + first.slice(target.length);
  if (word === "put") writeFileSync(file, second);
  else if (word === "cat") process.stdout.write(readFileSync(file));
  else if (word === "env") console.log(process.env[first] ?? process.env[`APPTAINERENV_${first}`] ?? "(not set)");
  else if (word === "fail") {
    console.error("no such year");
    process.exitCode = Number(first);
  } else if (word === "wait") {
    const timer = setInterval(() => {
      if (!existsSync(stopped(name))) return;
      clearInterval(timer);
      process.exitCode = 137;
    }, 20);
  } else console.log(first);
}
