import { describe, expect, it } from "vitest";

import { unedited } from "./queryEdit";
import { boxAsSeen, mirrored, turnedClockwise } from "./turnEdit";

const topLeft = { left: 0, top: 0, right: 0.25, bottom: 0.5 };

describe("turning a query", () => {
  it("carries the crop box to where its content goes", () => {
    const turned = turnedClockwise({ ...unedited, crop: topLeft });
    expect(turned.quarterTurns).toBe(1);
    expect(turned.crop).toEqual({ left: 0.5, top: 0, right: 1, bottom: 0.25 });
  });

  it("comes back after four turns, mirrored or not", () => {
    for (const isMirrored of [false, true]) {
      const edit = { ...unedited, isMirrored, crop: topLeft };
      expect(turnedClockwise(turnedClockwise(turnedClockwise(turnedClockwise(edit))))).toEqual(edit);
    }
  });

  it("turns what is seen clockwise when it is mirrored", () => {
    const once = turnedClockwise({ ...unedited, isMirrored: true });
    // The upright picture's top left corner is seen at the top right, and a clockwise turn takes it to the bottom right.
    expect(boxAsSeen(topLeft, once)).toEqual({ left: 0.5, top: 0.75, right: 1, bottom: 1 });
  });

  it("mirrors twice to nothing", () => {
    const edit = { ...unedited, crop: topLeft };
    expect(mirrored(edit).crop).toEqual({ left: 0.75, top: 0, right: 1, bottom: 0.5 });
    expect(mirrored(mirrored(edit))).toEqual(edit);
  });
});
