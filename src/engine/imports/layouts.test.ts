import { describe, expect, it } from "vitest";

import { layoutFolders } from "../../../e2e/fixtures/layouts";
import { RunningJobs } from "../runningJobs";
import { ImportDesk } from "./importDesk";

const desk = new ImportDesk(new RunningJobs(), () => ({
  countPdf: () => Promise.resolve(3),
  countTiff: () => Promise.resolve(3),
  close: () => Promise.resolve(),
}));

describe("every layout", () => {
  it.each(layoutFolders().map((folder) => [folder.name, folder] as const))(
    "is recognized and read: %s",
    async (_, { name, files, layout, expected }) => {
      const blobs = new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])]));
      const proposal = await desk.propose(1, { kind: "files", name, files: blobs }, () => undefined);
      const { items, identities, queries, gallery } = expected;
      const faults = await desk.readFaults(proposal.proposalId);
      expect(proposal.layout).toBe(layout);
      expect(faults.map(({ message }, i) => message.slice(0, expected.faults[i]?.length))).toEqual(expected.faults);
      expect(proposal.counts).toEqual({ items, identities, queries, gallery });
      expect(proposal.skipped.reduce((sum, { count }) => sum + count, 0)).toBe(expected.skipped);
    },
  );
});
