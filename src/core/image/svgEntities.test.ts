import { describe, expect, it } from "vitest";

import { checkSvgEntities } from "./svgEntities";

const check = (text: string) => () => {
  checkSvgEntities(text, "drawing.svg");
};

describe("checkSvgEntities", () => {
  it("lets drawings pass that name addresses and colors once", () => {
    expect(
      check('<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]><svg xmlns="&ns;">&amp;&#65;</svg>'),
    ).not.toThrow();
    expect(check("<svg/>")).not.toThrow();
  });

  it("counts entities that hold entities", () => {
    const levels = Array.from({ length: 8 }, (_, i) => `<!ENTITY l${i + 1} '${`&l${i};`.repeat(10)}'>`).join("");
    expect(check(`<!ENTITY l0 "0123456789">${levels}<svg>&l5;</svg>`)).not.toThrow();
    expect(check(`<!ENTITY l0 "0123456789">${levels}<svg>&l8;</svg>`)).toThrow(/at most 10,000,000 characters/);
  });

  it("refuses an entity that holds itself", () => {
    expect(check('<!ENTITY a "&b;"><!ENTITY b "&a;"><svg>&a;</svg>')).toThrow(/an entity that holds itself/);
  });
});
