import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { groupByIdentity } from "./groupByIdentity";
import { rankScores } from "./rankScores";

describe("groupByIdentity", () => {
  it("puts the best hit of each identity in order and the rest behind it", () => {
    const ranking = rankScores(Float32Array.of(0.1, 0.9, 0.5, 0.7, 0.2));
    // Ranks 0 to 4 are the rows 1, 3, 2, 4, 0.
    const groups = groupByIdentity(ranking, Uint32Array.of(7, 7, 2, 5, 2));
    expect([...groups.offsets]).toEqual([0, 2, 3, 5]);
    expect([...groups.ranks]).toEqual([0, 4, 1, 2, 3]);
  });

  it("groups nothing into nothing", () => {
    expect(groupByIdentity(rankScores(new Float32Array(0)), new Uint32Array(0)).offsets).toEqual(Uint32Array.of(0));
  });

  it("holds every rank once, groups by their best, hits in a group best first", () => {
    const random = seededRandom(11);
    const ranking = rankScores(Float32Array.from({ length: 300 }, () => random.integer(20)));
    const identities = Uint32Array.from({ length: 300 }, () => random.integer(40));
    const { offsets, ranks } = groupByIdentity(ranking, identities);
    expect([...ranks].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, rank) => rank));
    const heads = [...offsets.subarray(0, -1)].map((offset) => ranks[offset]!);
    expect(heads).toEqual(heads.toSorted((a, b) => a - b));
    heads.forEach((head, group) => {
      const members = [...ranks.subarray(offsets[group], offsets[group + 1])];
      expect(members).toEqual(members.toSorted((a, b) => a - b));
      const identity = identities[ranking.rows[head]!];
      expect(members).toHaveLength(identities.filter((each) => each === identity).length);
    });
  });
});
