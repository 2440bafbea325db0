import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { inkBox, inkBoxWithMargin } from "./inkBox";
import type { Pixels } from "./pixels";

function sheet(width: number, height: number, ink: [x: number, y: number][]): Pixels {
  const data = new Uint8Array(width * height).fill(255);
  for (const [x, y] of ink) data[y * width + x] = 0;
  return { width, height, channels: 1, data };
}

describe("inkBox", () => {
  it("is the tightest box around all ink", () => {
    expect(
      inkBox(
        sheet(9, 7, [
          [2, 3],
          [6, 1],
          [4, 5],
        ]),
      ),
    ).toEqual({ left: 2, top: 1, right: 7, bottom: 6 });
  });

  it("counts level 200 as ink and 201 as paper", () => {
    expect(inkBox({ width: 2, height: 1, channels: 1, data: Uint8Array.from([201, 200]) })?.left).toBe(1);
    expect(inkBox({ width: 2, height: 1, channels: 1, data: Uint8Array.from([201, 201]) })).toBeNull();
  });

  it("equals the smallest and largest coordinates of ink for any picture", () => {
    const points = fc.array(fc.tuple(fc.nat({ max: 16 }), fc.nat({ max: 11 })), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(points, (ink) => {
        const xs = ink.map(([x]) => x);
        const ys = ink.map(([, y]) => y);
        expect(inkBox(sheet(17, 12, ink))).toEqual({
          left: Math.min(...xs),
          top: Math.min(...ys),
          right: Math.max(...xs) + 1,
          bottom: Math.max(...ys) + 1,
        });
      }),
    );
  });
});

describe("inkBoxWithMargin", () => {
  it("widens by a fraction of the longer side, half a pixel up, clipped to the picture", () => {
    const drawing = sheet(40, 40, [
      [2, 10],
      [11, 14],
    ]);
    expect(inkBoxWithMargin(drawing, 0.25)).toEqual({ left: 0, top: 7, right: 15, bottom: 18 });
  });

  it("keeps a picture without ink whole", () => {
    expect(inkBoxWithMargin(sheet(5, 4, []), 0.1)).toEqual({ left: 0, top: 0, right: 5, bottom: 4 });
  });
});
