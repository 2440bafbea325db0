import { z } from "zod";

import described from "./augmentations.json";

/** What `augmentations.json` says of an option; `within` holds the lowest and the highest value, both allowed. */
export interface AugmentationOption {
  readonly name: string;
  readonly label: string;
  readonly type: "number" | "integer" | "boolean" | "choice" | "range";
  readonly default: unknown;
  readonly within?: readonly [number, number];
  readonly choices?: readonly string[];
}

/** What `augmentations.json` says of a kind. */
export interface AugmentationKind {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly domain: "photos" | "drawings" | "all";
  readonly options: readonly AugmentationOption[];
}

/** All kinds of augmentation, in the order they are offered in. */
export const augmentationKinds = described.augmentations as unknown as readonly AugmentationKind[];

const byName = new Map(augmentationKinds.map((kind) => [kind.name, kind]));
const step = z.looseObject({ kind: z.string() });
type Step = z.infer<typeof step>;

/**
 * A change of a picture; which options there are depends on its kind (`augmentations.json`). The kind `shuffled` has
 * `steps` of its own, which are done in random order.
 */
export const recipeAugmentationSchema = step.superRefine((given, context) => {
  for (const { path, message } of faultsOf(given)) context.addIssue({ code: "custom", path, message });
});

interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

function faultsOf(given: Step): Fault[] {
  if (given.kind === "shuffled") return shuffledFaults(given);
  const kind = byName.get(given.kind);
  if (kind === undefined) {
    const known = [...byName.keys(), "shuffled"].join(", ");
    return [{ path: ["kind"], message: `expected one of ${known}; found "${given.kind}"` }];
  }
  const options = new Map(kind.options.map((option) => [option.name, option]));
  return Object.entries(given).flatMap(([name, value]) => {
    if (name === "kind") return [];
    const option = options.get(name);
    if (option === undefined) {
      const known = [...options.keys()].join(", ");
      return [{ path: [name], message: `${kind.name} has no such option; it has ${known}` }];
    }
    const result = schemaOf(option).safeParse(value);
    return result.success
      ? []
      : [{ path: [name], message: result.error.issues.map(({ message }) => message).join("; ") }];
  });
}

function shuffledFaults(given: Step): Fault[] {
  const parsed = z.array(step).safeParse(given["steps"] ?? []);
  if (!parsed.success) return [{ path: ["steps"], message: "expected a list of augmentations" }];
  return parsed.data.flatMap((inner, place) =>
    faultsOf(inner).map(({ path, message }) => ({ path: ["steps", place, ...path], message })),
  );
}

function schemaOf({ type, within, choices = [] }: AugmentationOption): z.ZodType {
  const [low, high] = within ?? [-Infinity, Infinity];
  switch (type) {
    case "number":
      return z.number().min(low).max(high);
    case "integer":
      return z.int().min(low).max(high);
    case "boolean":
      return z.boolean();
    case "choice":
      return z.enum(choices);
    case "range": {
      const end = z.number().min(low).max(high);
      return z.tuple([end, end]).refine(([first, last]) => first <= last, { message: "expected two ends that rise" });
    }
  }
}
