import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";

import fastifyStatic from "@fastify/static";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";

import { companionStatusSchema } from "../../src/contracts/companionApi";
import { studioVersion } from "../checkout";
import { allowedHosts, isAllowedHost } from "./allowedHosts";
import { securityHeaders } from "./securityHeaders";

export interface CompanionOptions {
  /** Folder of the built page, absolute. */
  readonly dist: string;
  /** Address to listen on; it decides which Host headers are answered. */
  readonly host: string;
  readonly isIsolated: boolean;
}

/** The companion's server, not yet listening: the page's files, and what the page asks the machine for. */
export async function makeCompanion(options: CompanionOptions): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true });
  const hosts = allowedHosts(options.host);
  const headers = securityHeaders(options.isIsolated);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    if (!isAllowedHost(hosts, request.headers.host)) await refuseHost(request, reply, hosts);
  });
  const status = { schema: 1, version: studioVersion(), isIsolated: options.isIsolated, isAllowed: true };
  app.get("/api/status", () => companionStatusSchema.parse(status));
  await app.register(fastifyStatic, { root: options.dist, cacheControl: false, setHeaders: setCaching });
  answerViewsWithThePage(app, options.dist);
  return app;
}

async function refuseHost(request: FastifyRequest, reply: FastifyReply, hosts: ReadonlySet<string>): Promise<void> {
  const expected = [...hosts].join(", ");
  const text = `expected to be addressed as one of ${expected}; found "${request.headers.host ?? ""}"\n`;
  await reply.code(421).type("text/plain; charset=utf-8").send(text);
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
    const isView = request.method === "GET" && extname(path) === "" && !path.startsWith("/api/");
    if (isView) return reply.type("text/html; charset=utf-8").header("Cache-Control", "no-cache").send(page);
    return reply.code(404).type("text/plain; charset=utf-8").send(`nothing is at ${path}\n`);
  });
}
