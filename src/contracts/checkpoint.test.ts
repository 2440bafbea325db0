import { readFileSync } from "node:fs";

import { expect, test } from "vitest";
import { z } from "zod";

import { checkpointManifestSchema } from "./checkpoint";

test("the JSON Schema that the trainer is tested against is the one of this contract", () => {
  const stored: unknown = JSON.parse(readFileSync(new URL("checkpoint.schema.json", import.meta.url), "utf8"));
  // Unlike the page, a reader of the schema must not be told that unknown keys are errors.
  expect(z.toJSONSchema(checkpointManifestSchema, { io: "input" })).toEqual(stored);
});
