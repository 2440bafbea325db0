// Runs before TypeScript can: checks Node, installs missing packages, then hands over to the command's own file.
// Only syntax and modules that a Node of the year 2020 knows, so that an old one still says what is wrong.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const commands = {
  start: "./main.ts",
  build: "./build/main.ts",
  check: "./cli/check.ts",
  test: "./cli/test.ts",
  golden: "./cli/golden.ts",
  bench: "./cli/bench.ts",
  studio: "./cli/studio.ts",
};

function fail(message, hint) {
  console.error(`\n${message}\n${hint}`);
  process.exit(1);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(`${root}/${path}`, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

function checkNode() {
  const wanted = readJson("package.json").engines.node.replace(">=", "").split(".").map(Number);
  const found = process.versions.node.split(".").map(Number);
  const isNewEnough = found[0] > wanted[0] || (found[0] === wanted[0] && found[1] >= wanted[1]);
  if (isNewEnough) return;
  fail(
    `Retrieval Studio needs Node ${wanted.join(".")} or newer; this is Node ${process.versions.node}.`,
    "Install the current LTS release of Node, then run the same command again.",
  );
}

/** npm writes node_modules/.package-lock.json as its last step, so an interrupted installation counts as missing. */
function isInstalled() {
  const wanted = readJson("package-lock.json").packages;
  const found = (readJson("node_modules/.package-lock.json") || { packages: {} }).packages;
  return Object.keys(wanted)
    .filter((path) => path !== "" && !wanted[path].optional)
    .every((path) => found[path] && found[path].version === wanted[path].version);
}

function hintFor(output) {
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH/.test(output)) {
    return "npm did not reach its registry. Check the network and npm's proxy settings, then run the same command again.";
  }
  if (/ENOSPC/.test(output)) return "The disk is full. Free about 2 GB, then run the same command again.";
  if (/EACCES|EPERM/.test(output)) return `Give yourself write access to ${root}, then run the same command again.`;
  return "Run `npm ci` by hand to see more.";
}

function install() {
  const npmScript = process.env.npm_execpath;
  const npm = npmScript && /npm-cli\.js$/.test(npmScript) ? [process.execPath, npmScript] : ["npm"];
  const args = [...npm.slice(1), "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const started = Date.now();
  console.log("Installing packages: about a minute on a fast network …");
  const progress = setInterval(() => {
    console.log(`  still installing, ${Math.round((Date.now() - started) / 1000)} s`);
  }, 10000);
  return new Promise((resolve) => {
    const child = spawn(npm[0], args, { cwd: root, shell: npm[0] === "npm" && process.platform === "win32" });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("error", (error) =>
      fail(`npm could not be started: ${error.message}`, "Install npm; it comes with Node."),
    );
    child.on("close", (code) => {
      clearInterval(progress);
      if (code !== 0)
        fail(`${output.trim()}\n\nThe packages were not installed (npm ended with ${code}).`, hintFor(output));
      console.log(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
      resolve();
    });
  });
}

async function main() {
  const [name, ...args] = process.argv.slice(2);
  const entry = commands[name];
  if (!entry) fail(`expected a command, found "${name || ""}"`, `There are: ${Object.keys(commands).join(", ")}.`);
  checkNode();
  if (!isInstalled()) await install();
  process.argv = [process.argv[0], fileURLToPath(new URL(entry, import.meta.url)), ...args];
  const { register } = await import("tsx/esm/api");
  register();
  await import(entry);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
