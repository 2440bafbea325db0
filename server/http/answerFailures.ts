import type { FastifyError, FastifyInstance } from "fastify";

import { companionFailureSchema } from "../../src/contracts/companionApi";
import { isStudioError, StudioError, type StudioErrorName, type StudioErrorShape } from "../../src/core/errors";

/** What an expected failure is in HTTP's words; all others are a 400: the request asks for what cannot be. */
const statusOf: Partial<Record<StudioErrorName, number>> = {
  CompanionRefusedError: 401,
  AddressFormatError: 404,
  FolderReadError: 404,
  DatasetMissingError: 404,
  RunMissingError: 404,
  JobFailedError: 409,
  LockedElsewhereError: 409,
  LimitExceededError: 413,
  StorageFullError: 507,
  TrainerUnavailableError: 503,
  VectorStoreError: 502,
};

/** Answers every failed request of the API with a CompanionFailure. A bug is logged with its stack and told as one. */
export function answerFailures(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>(async (error, _request, reply) => {
    const failure = expectedFailure(error);
    if (failure === null) {
      console.error(error);
      const { message } = error;
      const bug = { name: "Error", message, hint: "This is a bug of the studio; the companion's window shows more." };
      return reply.code(500).send(companionFailureSchema.parse(bug));
    }
    const { name, message, hint } = failure;
    return reply.code(statusOf[name] ?? 400).send(companionFailureSchema.parse({ name, message, hint }));
  });
}

function expectedFailure(error: FastifyError): StudioErrorShape | null {
  if (isStudioError(error)) return error;
  if (codeOf(error) === "ENOSPC" || codeOf(error) === "EDQUOT") {
    return new StudioError(
      "StorageFullError",
      `room on the companion's disk was expected; it is full (${error.message})`,
      "Free some space there and try again. What was finished before is kept.",
    );
  }
  // Fastify's own: a body that is no JSON, too long, of an unknown type.
  const { statusCode = 500, message } = error;
  if (statusCode === 413) {
    return new StudioError("LimitExceededError", `the request is too long: ${message}`, "Send it in smaller parts.");
  }
  if (statusCode >= 500) return null;
  return new StudioError("RequestFormatError", `the request cannot be read: ${message}`, "Load the page again.");
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
