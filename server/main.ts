import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { StudioError } from "../src/core/errors";
import { buildPage } from "./build/buildPage";
import { studioVersion, userFolder } from "./checkout";
import { type CommandLine, helpText, readCommandLine, readWholeNumber, runCommand } from "./commandLine";
import { readCompanionFolders } from "./companionFolders";
import { type CompanionParts, openCompanionParts } from "./companionParts";
import { makeToken } from "./http/accessToken";
import { makeCompanion } from "./http/companion";
import { listen } from "./http/listen";
import { openInBrowser } from "./http/openInBrowser";

const line = {
  usage: "npm start [-- OPTION …]",
  summary: "Builds the page where needed, serves it with its companion on this machine, and opens it.",
  options: {
    port: { value: "N", help: "listen on port N (default: the first free one from 4280 up)" },
    host: { value: "ADDRESS", help: "listen on ADDRESS (default: 127.0.0.1, reached from this machine only)" },
    dist: { value: "DIR", help: "serve the page that is built in DIR, and build nothing" },
    data: { value: "NAME=DIR", help: "let the page import the pictures of DIR; may be repeated", isList: true },
    checkpoints: { value: "DIR", help: "embed with the checkpoints that lie in DIR, too" },
    weights: { value: "DIR", help: "let trainings start from the published weights that lie in DIR" },
    work: { value: "DIR", help: "keep runs, jobs and stores in DIR (default: .studio/companion of the checkout)" },
    milvus: { value: "ADDRESS", help: "let galleries be kept in the Milvus at ADDRESS, for example localhost:19530" },
    config: { value: "FILE", help: "read data, checkpoints, weights and work from a JSON file" },
    token: { value: "TEXT", help: "what opens the companion's part (default: a random one for each start)" },
    "no-open": { help: "print the address without opening it" },
    "no-isolation": { help: "leave out the headers that allow threads, to see the studio without them" },
  },
} satisfies CommandLine<string>;

async function start(args: readonly string[]): Promise<number> {
  const { switches, values, lists } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const portText = values.get("port");
  const port = portText === undefined ? null : readWholeNumber("port", portText, [1, 65535]);
  const host = values.get("host") ?? "127.0.0.1";
  const dist = values.get("dist");
  const token = readToken(values.get("token"));
  const folders = readCompanionFolders({
    data: lists.get("data") ?? [],
    checkpoints: values.get("checkpoints"),
    weights: values.get("weights"),
    work: values.get("work"),
    config: values.get("config"),
  });
  const parts = await openCompanionParts(folders, values.get("milvus") ?? null);
  try {
    return await serve(parts, { host, port, token, dist, switches });
  } finally {
    await parts.close();
  }
}

interface Serving {
  readonly host: string;
  readonly port: number | null;
  readonly token: string;
  readonly dist: string | undefined;
  readonly switches: ReadonlySet<string>;
}

async function serve({ routes }: CompanionParts, { host, port, token, dist, switches }: Serving): Promise<number> {
  const companion = await makeCompanion({
    dist: dist === undefined ? await buildPage() : builtPage(dist),
    host,
    token,
    isIsolated: !switches.has("no-isolation"),
    routes,
  });
  const address = `${await listen(companion, host, port)}?token=${token}`;
  // Before it is said that it can be stopped.
  const stopped = new Promise((stop) => process.once("SIGINT", stop).once("SIGTERM", stop));
  console.log(`Retrieval Studio ${studioVersion()} is at ${address}\nPress Ctrl+C to stop it.`);
  if (!switches.has("no-open") && process.env["CI"] === undefined) openInBrowser(address);
  await stopped;
  await companion.close();
  return 0;
}

function builtPage(dist: string): string {
  const folder = resolve(userFolder, dist);
  if (existsSync(join(folder, "index.html"))) return folder;
  throw new StudioError(
    "CommandUsageError",
    `expected a built page in ${folder}; it has no index.html`,
    "Build one with npm run build, or leave out --dist.",
  );
}

function readToken(text: string | undefined): string {
  if (text === undefined) return makeToken();
  if (/^[\w-]{16,}$/.test(text)) return text;
  throw new StudioError(
    "CommandUsageError",
    `expected --token to be at least 16 letters, digits, - or _; found ${text.length} characters`,
    "Leave out --token: each start then makes one.",
  );
}

runCommand(start);
