import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

import { type CompanionParts, openCompanionParts } from "../companionParts";
import { makeToken } from "./accessToken";
import { type CompanionRoutes, makeCompanion } from "./companion";
import { openApiDocument } from "./openApi";

const folder = mkdtempSync(join(tmpdir(), "api-"));
const token = makeToken();
let parts: CompanionParts;
beforeAll(async () => {
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  parts = await openCompanionParts({ data: [], checkpoints: null, weights: null, work: join(folder, "work") });
});
afterAll(async () => {
  await parts.close();
  rmSync(folder, { recursive: true });
});

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

it("describes every route of the companion, and no other", async () => {
  const routes = new Set<string>();
  const note: CompanionRoutes = (app) => {
    app.addHook("onRoute", ({ method, url }) => {
      const isApi = url.startsWith("/api/") && method !== "HEAD" && method !== "OPTIONS";
      if (isApi) routes.add(`${String(method)} ${url.replace(/:(\w+)/g, "{$1}").replace("*", "{path}")}`);
    });
  };
  const app = await makeCompanion({
    ...{ dist: folder, host: "127.0.0.1", token, isIsolated: true },
    routes: [note, ...parts.routes],
  });
  const headers = { authorization: `Bearer ${token}`, host: "localhost" };
  const answer = await app.inject({ url: "/api/openapi.json", headers });
  const { paths } = documentSchema.parse(answer.json());
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.toSorted()).toEqual([...routes, "GET /api/status"].toSorted());
  await app.close();
});

it("says what a run's request must hold", () => {
  const text = JSON.stringify(openApiDocument());
  expect(text).toContain('"required":["name","recipe","folder","items","device","startWeights"]');
  expect(text).not.toContain("undefined");
});
