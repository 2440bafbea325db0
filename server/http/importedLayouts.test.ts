import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { layoutFolders } from "../../e2e/fixtures/layouts";
import { companionFoldersSchema } from "../../src/contracts/companionApi";
import { ImportDesk } from "../../src/engine/imports/importDesk";
import { RunningJobs } from "../../src/engine/runningJobs";
import { DatasetRoots } from "../datasets/datasetRoots";
import { makeCompanion } from "./companion";
import { folderRoutes } from "./folderRoutes";
import { listen } from "./listen";

const layouts = layoutFolders();
const folder = mkdtempSync(join(tmpdir(), "studio-layouts-"));
const host = "127.0.0.1";
const token = "token-of-a-test";
const desk = new ImportDesk(new RunningJobs(), () => ({
  countPdf: () => Promise.resolve(3),
  countTiff: () => Promise.resolve(3),
  close: () => Promise.resolve(),
}));
let address = "";
let close = (): Promise<unknown> => Promise.resolve();

beforeAll(async () => {
  for (const { name, files } of layouts) {
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), bytes);
    }
  }
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist/index.html"), "<!doctype html>");
  const roots = new DatasetRoots(layouts.map(({ name }) => ({ name, path: join(folder, name) })));
  const companion = await makeCompanion({
    dist: join(folder, "dist"),
    host,
    token,
    isIsolated: true,
    routes: [folderRoutes(roots)],
  });
  address = await listen(companion, host, null);
  close = () => companion.close();
  // In a page the browser shows the token by its cookie.
  const plainFetch = globalThis.fetch;
  vi.stubGlobal("fetch", (url: string, init: RequestInit = {}) =>
    plainFetch(url, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), Authorization: `Bearer ${token}` },
    }),
  );
});

afterAll(async () => {
  vi.unstubAllGlobals();
  await close();
  rmSync(folder, { recursive: true });
});

describe("a folder that the companion serves", () => {
  it.each(layouts.map((layout) => [layout.name, layout] as const))(
    "is imported as one of the disk is: %s",
    async (_, { name, layout, expected }) => {
      const answer = await fetch(new URL("api/folders", address).href);
      const { folders } = companionFoldersSchema.parse(await answer.json());
      const id = folders.find((each) => each.name === name)?.id ?? "";
      const baseUrl = new URL(`api/folders/${id}`, address).href;
      const proposal = await desk.propose(1, { kind: "companion", baseUrl, name }, () => undefined);
      const { items, identities, queries, gallery } = expected;
      const faults = await desk.readFaults(proposal.proposalId);
      expect(proposal.layout).toBe(layout);
      expect(faults.map(({ message }, i) => message.slice(0, expected.faults[i]?.length))).toEqual(expected.faults);
      expect(proposal.counts).toEqual({ items, identities, queries, gallery });
      expect(proposal.skipped.reduce((sum, { count }) => sum + count, 0)).toBe(expected.skipped);
    },
  );
});
