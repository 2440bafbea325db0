import type { FastifyInstance } from "fastify";

import { StudioError } from "../../src/core/errors";
import { bracketed } from "./allowedHosts";

const firstPort = 4280;
const triedPorts = 50;

/**
 * Starts to listen.
 *
 * @param port the port that the user asked for; null takes the first free one from 4280 up
 * @returns the address to open
 * @throws CommandUsageError if the port that was asked for is taken, or the address is not this machine's
 */
export async function listen(app: FastifyInstance, host: string, port: number | null): Promise<string> {
  const ports = port === null ? Array.from({ length: triedPorts }, (_, step) => firstPort + step) : [port];
  for (const candidate of ports) {
    try {
      await app.listen({ host, port: candidate });
      return pageAddress(host, candidate);
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE") throw explained(error, host, candidate);
    }
  }
  throw new StudioError(
    "CommandUsageError",
    port === null
      ? `expected a free port from ${firstPort} to ${firstPort + triedPorts - 1} on ${host}; all are taken`
      : `expected port ${port} on ${host} to be free; another program listens there`,
    port === null ? "Stop one of those programs." : "Leave out --port to take the next free one, or name another.",
  );
}

/** A browser cannot open 0.0.0.0, and treats only loopback as trustworthy without TLS. */
function pageAddress(host: string, port: number): string {
  const isUnspecified = host === "0.0.0.0" || host === "::";
  return `http://${isUnspecified ? "localhost" : bracketed(host)}:${port}/`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function explained(error: unknown, host: string, port: number): unknown {
  switch (codeOf(error)) {
    case "EACCES":
      return new StudioError(
        "CommandUsageError",
        `port ${port} needs more rights than you have`,
        "Use one above 1023.",
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StudioError(
        "CommandUsageError",
        `expected --host to be an address of this machine; found "${host}"`,
        "Use 127.0.0.1, or 0.0.0.0 for all of its addresses.",
      );
    default:
      return error;
  }
}
