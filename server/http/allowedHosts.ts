import { hostname, networkInterfaces } from "node:os";

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/**
 * The names under which this companion may be addressed, without port.
 *
 * A page elsewhere can point a name of its own at 127.0.0.1 and would then share our origin in the browser's eyes; its
 * requests carry that name in the Host header, and are refused.
 *
 * @param host the address that the companion listens on; an unspecified one (0.0.0.0, ::) answers to all of the machine's
 */
export function allowedHosts(host: string): ReadonlySet<string> {
  const names = [...loopbackNames, bracketed(host)];
  if (host === "0.0.0.0" || host === "::") {
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    names.push(hostname(), ...addresses.map(({ address }) => bracketed(address)));
  }
  return new Set(names.map((name) => name.toLowerCase()));
}

/** Whether a request's Host header (name, and perhaps a port) names one of them. */
export function isAllowedHost(allowed: ReadonlySet<string>, header: string | undefined): boolean {
  return header !== undefined && allowed.has(header.replace(/:\d+$/, "").toLowerCase());
}

/** An address as it stands in a URL. */
export function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
