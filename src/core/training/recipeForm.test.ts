import { describe, expect, it } from "vitest";

import { changeKind, recipeValue, removeFromRecipe, schemaAt, setInRecipe } from "./editRecipe";
import { type FieldSchema, recipeForm } from "./recipeForm";

const share: FieldSchema = { type: "number", minimum: 0, maximum: 1, default: 0.5, description: "Of all." };
const schema: FieldSchema = {
  type: "object",
  properties: {
    name: { type: "string" },
    seed: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    averaging: { anyOf: [share, { type: "null" }], description: "Of the weights." },
    optimizer: {
      description: "How weights change.",
      oneOf: [
        {
          type: "object",
          properties: { kind: { const: "adam" }, learningRate: { type: "number", exclusiveMinimum: 0 } },
          description: "Adam.",
        },
        { type: "object", properties: { kind: { const: "sgd" }, learningRate: { type: "number" }, momentum: share } },
      ],
    },
    changes: { type: "array", items: { type: "object", properties: { kind: { type: "string" } } } },
  },
};
const recipe = {
  name: "tiny",
  seed: 3,
  averaging: null,
  optimizer: { kind: "adam", learningRate: 0.1 },
  changes: [
    { kind: "flip", probability: 0.5 },
    { kind: "crop", area: [0, 1] },
  ],
};

describe("recipeForm", () => {
  it("asks for every setting by its kind and range, and for nothing that is words", () => {
    const [training, optimizer] = recipeForm(schema, recipe);
    expect(training?.fields.map(({ path, value, isNullable }) => [path, value, isNullable])).toEqual([
      ["seed", 3, false],
      ["averaging", null, true],
    ]);
    expect(training?.fields[0]?.input).toEqual({ kind: "number", isWhole: true, least: 0, most: null, isAbove: false });
    expect(training?.fields[1]).toMatchObject({ description: "Of the weights.", input: { least: 0, most: 1 } });
    expect(optimizer).toMatchObject({ title: "Optimizer", description: "How weights change. Adam.", list: null });
    expect(optimizer?.fields.map(({ label }) => label)).toEqual(["Kind", "Learning rate"]);
    expect(optimizer?.fields[0]).toMatchObject({ isKind: true, input: { choices: ["adam", "sgd"] } });
  });

  it("shows entries of a list, with options that the schema leaves open", () => {
    const sections = recipeForm(schema, recipe).filter(({ list }) => list === "changes");
    expect(sections.map(({ title }) => title)).toEqual(["Changes 1", "Changes 2"]);
    expect(sections[0]?.fields.map(({ path, input }) => [path, input.kind])).toEqual([
      ["changes.0.kind", "text"],
      ["changes.0.probability", "number"],
    ]);
    expect(sections[1]?.fields[1]).toMatchObject({ input: { kind: "json" }, value: [0, 1] });
  });
});

describe("editing a recipe", () => {
  it("changes one value and nothing else", () => {
    const edited = setInRecipe(recipe, "changes.0.probability", 1);
    expect(recipeValue(edited, "changes.0.probability")).toBe(1);
    expect(edited["optimizer"]).toBe(recipe.optimizer);
    expect(recipe.changes[0]?.probability).toBe(0.5);
  });

  it("takes an entry out of a list", () => {
    expect(recipeValue(removeFromRecipe(recipe, "changes.0"), "changes")).toEqual([{ kind: "crop", area: [0, 1] }]);
  });

  it("keeps what both kinds have, and gives the new one its defaults", () => {
    const optimizer = schemaAt(schema, "optimizer");
    expect(changeKind(recipe.optimizer, "sgd", optimizer ?? {})).toEqual({
      kind: "sgd",
      learningRate: 0.1,
      momentum: 0.5,
    });
    expect(changeKind({ kind: "sgd", momentum: 0.9 }, "adam", optimizer ?? {})).toEqual({ kind: "adam" });
    expect(schemaAt(schema, "changes.1")?.properties).toHaveProperty("kind");
  });
});
