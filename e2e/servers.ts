// Serves what the end-to-end tests open: `tsx e2e/servers.ts PAGE_PORT UNISOLATED_PORT HARNESS_PORT`.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { buildPage } from "../server/build/buildPage";
import { root } from "../server/checkout";
import { buildHarness } from "../server/cli/benchmarks/harness";
import { openCompanionParts } from "../server/companionParts";
import { runCommand } from "../server/commandLine";
import type { NamedFolder } from "../server/datasets/datasetRoots";
import { makeCompanion } from "../server/http/companion";
import { listen } from "../server/http/listen";
import { makeCompanionFolder } from "./companionFolder";
import { companionToken } from "./companionToken";
import { layoutFolders } from "./fixtures/layouts";

const host = "127.0.0.1";

async function serve(ports: readonly string[]): Promise<number> {
  // Copies, so that a build that someone starts meanwhile does not pull files away from under a test.
  const folder = mkdtempSync(join(tmpdir(), "studio-e2e-"));
  const page = join(folder, "page");
  const harness = join(folder, "harness");
  cpSync(await buildPage(), page, { recursive: true });
  await buildHarness();
  cpSync(join(root, ".studio/harness"), harness, { recursive: true });

  // One queue of jobs for both pages: they are the same page, with and without isolation.
  const data = [makeCompanionFolder(join(folder, "drawings"))];
  const parts = await openCompanionParts({ data, checkpoints: null, weights: null, work: join(folder, "work") });
  const { routes } = parts;
  const ofHarness = await openCompanionParts({
    data: [...data, ...writeLayouts(join(folder, "layouts"))],
    checkpoints: null,
    weights: null,
    work: join(folder, "work of the harness"),
  });
  const companions = await Promise.all([
    makeCompanion({ dist: page, host, token: companionToken, isIsolated: true, routes }),
    makeCompanion({ dist: page, host, token: companionToken, isIsolated: false, routes }),
    makeCompanion({ dist: harness, host, token: companionToken, isIsolated: true, routes: ofHarness.routes }),
  ]);
  for (const [position, companion] of companions.entries()) await listen(companion, host, Number(ports[position]));
  await new Promise((stop) => process.once("SIGINT", stop).once("SIGTERM", stop));
  await Promise.all([...companions.map((companion) => companion.close()), parts.close(), ofHarness.close()]);
  rmSync(folder, { recursive: true, force: true });
  return 0;
}

/** A folder of every layout, as a user names them when the companion is started. */
function writeLayouts(parent: string): NamedFolder[] {
  return layoutFolders().map(({ name, files }) => {
    const path = join(parent, name);
    for (const [file, bytes] of files) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), bytes);
    }
    return { name, path };
  });
}

runCommand(serve);
