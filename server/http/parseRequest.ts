import { z } from "zod";

import { StudioError } from "../../src/core/errors";

/** What a request says, by its contract. @throws RequestFormatError with each part that breaks it */
export function parseRequest<Value>(schema: z.ZodType<Value>, body: unknown): Value {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new StudioError(
    "RequestFormatError",
    `the request is not what the companion expects: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`,
    "Load the page again, so that it is of the companion's version.",
  );
}
