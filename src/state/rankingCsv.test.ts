import { expect, it } from "vitest";

import type { Item, ItemId } from "../core/dataset/item";
import { rankingCsv } from "./rankingCsv";

const plain: Item = { itemId: "a/1.png" as ItemId, identity: "a", split: "test", isQuery: false, isGallery: true };

it("writes one line a hit, quoting where a text would break the table", () => {
  const odd: Item = {
    ...plain,
    itemId: "b,c.png" as ItemId,
    title: 'A "tall"\nlamp',
    category: "Light",
    date: "2001",
    source: "https://example.org/",
  };
  expect(
    rankingCsv([
      { rank: 1, score: 0.5, item: plain, view: 1 },
      { rank: 7, score: -0.25, item: odd, view: 2 },
    ]),
  ).toBe(
    "rank,score,path,identity,title,category,date,source,view\r\n" +
      "1,0.5,a/1.png,a,,,,,1\r\n" +
      '7,-0.25,"b,c.png",a,"A ""tall""\nlamp",Light,2001,https://example.org/,2\r\n',
  );
});
