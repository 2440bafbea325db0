import { expect, it } from "vitest";

import { parseGpus } from "./machine";

it("reads what the driver tells of each GPU", () => {
  const text = "NVIDIA H100 80GB HBM3, 81559, 512, 37\nTesla, old one, 100, [N/A], [N/A]\n";
  expect(parseGpus(text)).toEqual([
    { name: "NVIDIA H100 80GB HBM3", memoryBytes: 81559 * 2 ** 20, usedBytes: 512 * 2 ** 20, utilization: 0.37 },
    { name: "Tesla, old one", memoryBytes: 100 * 2 ** 20, usedBytes: 0, utilization: null },
  ]);
});

it("finds none where there is no driver", () => {
  expect(parseGpus("")).toEqual([]);
  expect(parseGpus("NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.\n")).toEqual([]);
});
