import { join } from "node:path";

import { expect, it } from "vitest";

import { root } from "../../checkout";
import { readGoldenFiles } from "./goldenFile";
import { runInTypescript } from "./goldenResult";

const files = ["metric_*"];

it.each(readGoldenFiles(join(root, "src/contracts/golden/reference"), files).map((file) => [file.name, file] as const))(
  "%s equals the authors' own output",
  async (_name, file) => {
    expect(await runInTypescript(file)).toMatchObject({ failures: [], total: file.cases.length });
  },
);
