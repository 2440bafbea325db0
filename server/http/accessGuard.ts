import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { companionPaths } from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import { isSameToken, shownToken, tokenCookie } from "./accessToken";
import { allowedHosts, isAllowedHost } from "./allowedHosts";

export interface AccessRules {
  /** Address that the companion listens on; it decides which Host headers are answered. */
  readonly host: string;
  readonly token: string;
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Decides who may ask the companion for what.
 *
 * The page's own files are for everybody who addresses this machine by its name. The API is for whoever shows the token,
 * and for the companion's own page alone: another site's page sends an Origin of its own, and so does another program's
 * page on this machine, whose port differs.
 */
export function guardAccess(app: FastifyInstance, { host, token }: AccessRules): void {
  const hosts = allowedHosts(host);
  app.addHook("onRequest", async (request, reply) => {
    if (!isAllowedHost(hosts, request.headers.host)) return refuseHost(request, reply, hosts);
    // The route decides, not the address: `/%61pi/jobs` is the route of `/api/jobs`.
    const route = request.routeOptions.url ?? "";
    if (!route.startsWith("/api/")) return takeToken(token, request, reply);
    reply.header("Cache-Control", "no-store");
    checkOrigin(request);
    if (route !== `/${companionPaths.status}` && !isAllowed(request, token)) throw missingToken();
  });
}

/** Whether a request shows the token. */
export function isAllowed(request: FastifyRequest, token: string): boolean {
  const shown = shownToken(request.headers);
  return shown !== null && isSameToken(shown, token);
}

async function refuseHost(request: FastifyRequest, reply: FastifyReply, hosts: ReadonlySet<string>): Promise<void> {
  const expected = [...hosts].join(", ");
  const text = `expected to be addressed as one of ${expected}; found "${request.headers.host ?? ""}"\n`;
  await reply.code(421).type("text/plain; charset=utf-8").send(text);
}

/** The printed address becomes a cookie and an address without token, which may be shown, kept and shared. */
async function takeToken(token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const url = new URL(request.url.replace(/^\/+/, "/"), "http://companion"); // two slashes would name another machine
  const shown = url.searchParams.get("token");
  if (shown === null || !safeMethods.has(request.method)) return;
  url.searchParams.delete("token");
  if (isSameToken(shown, token)) reply.header("Set-Cookie", tokenCookie(request.headers.host, token));
  await reply.header("Cache-Control", "no-store").redirect(url.pathname.replace(/^\/+/, "/") + url.search, 303);
}

function checkOrigin({ method, headers }: FastifyRequest): void {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  // A page cannot set Authorization for another origin unseen, so a script that shows the token so needs no Origin.
  const isScript = origin === undefined && headers.authorization !== undefined;
  const isOwn = origin === undefined ? safeMethods.has(method) || isScript : hostOf(origin) === host?.toLowerCase();
  if (isOwn && (site === undefined || site === "same-origin" || site === "none")) return;
  throw new StudioError(
    "CompanionRefusedError",
    `expected a request of the page at ${host ?? "this address"}; found one of ${origin ?? (typeof site === "string" ? `a ${site} page` : "no page")}`,
    "Open the address that the companion printed. A script sends its token as `Authorization: Bearer TOKEN`.",
  );
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function missingToken(): StudioError {
  return new StudioError(
    "CompanionRefusedError",
    "expected the token of this companion's start; the request shows none, or that of an earlier start",
    "Open the address that `npm start` printed, with its ?token=… at the end.",
  );
}
