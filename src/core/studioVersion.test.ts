import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { studioVersion } from "./studioVersion";

test("files name the version of package.json", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(studioVersion).toBe(version);
});
