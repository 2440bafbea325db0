import { expect, it } from "vitest";

import { everyCombination, oneKeyAtATime, stepByStep } from "./series";

const recipe = { name: "r", batch: { size: 64 }, losses: [{ kind: "softmax", margin: 0 }], warmUp: null, seed: 0 };

it("changes one key at a time, at any depth, and nothing else", () => {
  const members = oneKeyAtATime(recipe, [
    { key: "batch.size", values: [32, 64] },
    { key: "losses.0.margin", values: [0.3] },
    { key: "averaging", values: ["none"] },
  ]);
  expect(members).toEqual([
    { title: "as it is", recipe },
    { title: "batch.size 32", recipe: { ...recipe, batch: { size: 32 } } },
    { title: "losses.0.margin 0.3", recipe: { ...recipe, losses: [{ kind: "softmax", margin: 0.3 }] } },
    { title: "averaging none", recipe: { ...recipe, averaging: "none" } },
  ]);
  expect(recipe.losses[0]?.margin).toBe(0);
});

it("makes a section where there was none", () => {
  const [, member] = oneKeyAtATime(recipe, [{ key: "warmUp.epochs", values: [5] }]);
  expect(member?.recipe["warmUp"]).toEqual({ epochs: 5 });
});

it("makes every combination, the last key's values changing fastest", () => {
  const members = everyCombination(recipe, [
    { key: "seed", values: [0, 1] },
    { key: "batch.size", values: [32, 64, 128] },
  ]);
  expect(members.map(({ recipe: made }) => [made["seed"], made["batch"]])).toEqual(
    [0, 1].flatMap((seed) => [32, 64, 128].map((size) => [seed, { size }])),
  );
  expect(members[4]?.title).toBe("seed 1, batch.size 64");
});

it("adds step to step", () => {
  const steps = [
    { title: "warm-up", change: { warmUp: { epochs: 10 } } },
    { title: "small batch", change: { batch: { size: 8 } } },
  ];
  const members = stepByStep(recipe, steps);
  expect(members.map(({ title }) => title)).toEqual(["as it is", "warm-up", "small batch"]);
  expect(members[1]?.recipe).toMatchObject({ warmUp: { epochs: 10 }, batch: { size: 64 } });
  expect(members[2]?.recipe).toMatchObject({ warmUp: { epochs: 10 }, batch: { size: 8 } });
});

it.each([
  ["losses.1.margin", /a place from 0 to 0 on the way of "losses\.1\.margin"; found "1"/],
  ["losses.margin", /a place from 0 to 0 .*found "margin"/],
  ["seed.value", /a section .*found "value"/],
  ["batch.", /a section .*found ""/],
])("refuses a key that leads nowhere: %s", (key, message) => {
  expect(() => oneKeyAtATime(recipe, [{ key, values: [1] }])).toThrow(message);
});

it("refuses more trainings than anybody waits for", () => {
  const values = Array.from({ length: 9 }, (_, number) => number);
  const keys = ["seed", "batch.size"].map((key) => ({ key, values }));
  expect(() => everyCombination(recipe, keys)).toThrow(/at most 64 trainings; this one has 81/);
});
