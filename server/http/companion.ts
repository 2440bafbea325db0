import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";

import fastifyStatic from "@fastify/static";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";

import { companionPaths, companionStatusSchema } from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import { studioVersion } from "../checkout";
import { type AccessRules, guardAccess, isAllowed } from "./accessGuard";
import { answerFailures } from "./answerFailures";
import { securityHeaders } from "./securityHeaders";

export interface CompanionOptions extends AccessRules {
  /** Folder of the built page, absolute. */
  readonly dist: string;
  readonly isIsolated: boolean;
  /** What is answered beside the page and the status. */
  readonly routes: readonly CompanionRoutes[];
}

/** A part of the API: adds its routes. They are reached only with the token. */
export type CompanionRoutes = (app: FastifyInstance) => void;

/** The companion's server, not yet listening: the page's files, and what the page asks the machine for. */
export async function makeCompanion(options: CompanionOptions): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true });
  const headers = securityHeaders(options.isIsolated);
  app.addHook("onRequest", async (_request, reply) => void reply.headers(headers));
  answerFailures(app);
  guardAccess(app, options);
  const status = { schema: 1, version: studioVersion(), isIsolated: options.isIsolated };
  app.get(`/${companionPaths.status}`, (request) =>
    companionStatusSchema.parse({ ...status, isAllowed: isAllowed(request, options.token) }),
  );
  await app.register(fastifyStatic, { root: options.dist, cacheControl: false, setHeaders: setCaching });
  for (const addRoutes of options.routes) addRoutes(app);
  answerViewsWithThePage(app, options.dist);
  return app;
}

/** The bundler's names hold a hash of the content, so those files never change; all others are asked about each time. */
function setCaching(reply: FastifyReply, path: string): void {
  const isHashed = /[\\/]assets[\\/]/.test(path) && /-[\w-]{8}\.\w+$/.test(basename(path));
  reply.header("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
}

/** The page routes its own addresses: what looks like one of them, not like a missing file, gets the page. */
function answerViewsWithThePage(app: FastifyInstance, dist: string): void {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  app.setNotFoundHandler(async (request, reply) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (path.startsWith("/api/")) throw nothingAt(path);
    const isView = request.method === "GET" && extname(path) === "";
    if (isView) return reply.type("text/html; charset=utf-8").header("Cache-Control", "no-cache").send(page);
    return reply.code(404).type("text/plain; charset=utf-8").send(`nothing is at ${path}\n`);
  });
}

function nothingAt(path: string): StudioError {
  return new StudioError("AddressFormatError", `the companion has nothing at ${path}`, "Load the page again.");
}
