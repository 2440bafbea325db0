import { z } from "zod";

import { companionFailureSchema } from "../../src/contracts/companionApi";
import { runPaths } from "../../src/contracts/companionRuns";
import { studioVersion } from "../checkout";
import { apiOperations, type ApiBody, type ApiOperation } from "./apiOperations";
import type { CompanionRoutes } from "./companion";

/** GET /api/openapi.json: what can be asked of the companion, made from the schemas that requests are judged by. */
export const openApiRoutes: CompanionRoutes = (app) => {
  app.get(`/${runPaths.openApi}`, () => openApiDocument());
};

/** @see OpenAPI Specification 3.1: its schemas are those of JSON Schema 2020-12, as zod writes them */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of apiOperations) {
    const { method, path } = operation;
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Retrieval Studio's companion", version: studioVersion() },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths,
  };
}

function describe({ path, summary, query, body, answer }: ApiOperation): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const inPath = names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  const inQuery = (query ?? []).map((name) => ({ name, in: "query", schema: { type: "string" } }));
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined ? {} : { requestBody: { required: true, content: content(body, "input") } }),
    responses: {
      ...(answer === null
        ? { 204: { description: "done" } }
        : { 200: { description: "done", content: content(answer, "output") } }),
      default: { description: "refused, and why", content: content(companionFailureSchema, "output") },
    },
  };
}

function content(body: ApiBody, io: "input" | "output"): object {
  if (typeof body === "string") return { [body]: {} };
  return { "application/json": { schema: z.toJSONSchema(body, { io }) } };
}
