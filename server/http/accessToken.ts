import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** A token that nobody guesses: 192 random bits, in letters that need no escaping in an address. */
export function makeToken(): string {
  return randomBytes(24).toString("base64url");
}

/** Whether two tokens are the same, in a time that does not tell where they differ. */
export function isSameToken(shown: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(shown), digest(expected));
}

/** The cookie that holds the token of the companion at a Host. Browsers send cookies to every port of a name, so its name tells the port. */
export function tokenCookie(host: string | undefined, token: string): string {
  return `${cookieName(host)}=${token}; Path=/; HttpOnly; SameSite=Strict`;
}

/** What a request shows: `Authorization: Bearer` for scripts, else the cookie; null where it shows nothing. */
export function shownToken(headers: IncomingHttpHeaders): string | null {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const start = `${cookieName(headers.host)}=`;
  const cookies = (headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length) ?? null;
}

function cookieName(host: string | undefined): string {
  return `studio-token-${/:(\d+)$/.exec(host ?? "")?.[1] ?? "80"}`;
}
