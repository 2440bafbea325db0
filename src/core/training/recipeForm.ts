/** The part of JSON Schema that a recipe's schema uses. */
export interface FieldSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly items?: FieldSchema | boolean;
  readonly oneOf?: readonly FieldSchema[];
  readonly anyOf?: readonly FieldSchema[];
}

/** How a value is asked for. */
export type FieldInput =
  | {
      readonly kind: "number";
      readonly isWhole: boolean;
      readonly least: number | null;
      readonly most: number | null;
      /** Whether `least` itself is too little. */
      readonly isAbove: boolean;
    }
  | { readonly kind: "choice"; readonly choices: readonly (string | number)[] }
  | { readonly kind: "switch" }
  | { readonly kind: "text" }
  /** A list of numbers or words, as JSON. */
  | { readonly kind: "json" };

/** One value of a recipe. */
export interface FormField {
  /** Keys and places on the way to it, with dots: `losses.0.margin`. */
  readonly path: string;
  readonly label: string;
  readonly description: string;
  readonly input: FieldInput;
  readonly value: unknown;
  /** Whether it can be left empty, which is null. */
  readonly isNullable: boolean;
  /** Whether it says which kind of thing its section is: then the other fields change with it. */
  readonly isKind: boolean;
}

/** Values that belong together: an object of a recipe, or an entry of one of its lists. */
export interface FormSection {
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly fields: readonly FormField[];
  /** The path of the list that it is an entry of; null for what cannot be taken out. */
  readonly list: string | null;
}

/** What a recipe says in words, and what is no setting. */
const wordKeys = new Set(["schema", "name", "title", "source", "needs"]);

/**
 * A form for all settings of a recipe, in the order of its schema: first single values, then a section for each object.
 *
 * @param recipe with its defaults filled in; what breaks the schema gets no field, or one with the value as it is
 */
export function recipeForm(schema: FieldSchema, recipe: unknown): FormSection[] {
  const single: FormField[] = [];
  const sections: FormSection[] = [];
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (wordKeys.has(key)) continue;
    addTo(single, sections, { path: key, key, schema: property, value: valueOf(recipe, key) });
  }
  const training = { path: "", title: "Training", description: "", fields: single, list: null };
  return [training, ...sections].filter(({ fields, list }) => fields.length > 0 || list !== null);
}

interface Place {
  readonly path: string;
  readonly key: string;
  readonly schema: FieldSchema;
  readonly value: unknown;
}

/** A value becomes a field; an object, or each object of a list, a section of its own. */
function addTo(fields: FormField[], sections: FormSection[], place: Place): void {
  const { schema, isNullable } = withoutNull(place.schema);
  const entry = schema.type === "array" && typeof schema.items === "object" ? schema.items : null;
  if (isSection(schema)) {
    if (place.value !== null && place.value !== undefined) sections.push(...sectionsOf({ ...place, schema }, null));
  } else if (entry !== null && isSection(entry)) {
    const values = Array.isArray(place.value) ? (place.value as readonly unknown[]) : [];
    values.forEach((value, at) => {
      const path = `${place.path}.${at}`;
      sections.push(...sectionsOf({ path, key: `${place.key} ${at + 1}`, schema: entry, value }, place.path));
    });
  } else {
    fields.push(fieldOf({ ...place, schema }, isNullable));
  }
}

function sectionsOf({ path, key, schema, value }: Place, list: string | null): FormSection[] {
  const kinds = schema.oneOf ?? [];
  const kind = valueOf(value, "kind");
  const shape = kinds.find(({ properties }) => properties?.["kind"]?.const === kind) ?? schema;
  const fields: FormField[] = [];
  const below: FormSection[] = [];
  if (kinds.length > 0) fields.push(kindField(path, kinds, kind));
  for (const [name, property] of Object.entries(shape.properties ?? {})) {
    if (name === "kind" && kinds.length > 0) continue;
    addTo(fields, below, { path: `${path}.${name}`, key: name, schema: property, value: valueOf(value, name) });
  }
  if (kinds.length === 0) fields.push(...openFields(path, shape, value));
  const description = [schema.description, shape === schema ? undefined : shape.description].filter(Boolean).join(" ");
  return [{ path, title: titleOf(key), description, fields, list }, ...below];
}

/** What a schema leaves open, such as the options of an augmentation, is shown as it is. */
function openFields(path: string, { properties }: FieldSchema, value: unknown): FormField[] {
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  return names
    .filter((name) => properties?.[name] === undefined)
    .map((name) => {
      const open = valueOf(value, name);
      return fieldOf({ path: `${path}.${name}`, key: name, schema: guessedSchema(open), value: open }, false);
    });
}

function kindField(path: string, kinds: readonly FieldSchema[], value: unknown): FormField {
  const choices = kinds.map(({ properties }) => String(properties?.["kind"]?.const));
  const input = { kind: "choice", choices } as const;
  return { path: `${path}.kind`, label: "Kind", description: "", input, value, isNullable: false, isKind: true };
}

function fieldOf({ path, key, schema, value }: Place, isNullable: boolean): FormField {
  const description = schema.description ?? "";
  return { path, label: titleOf(key), description, input: inputOf(schema), value, isNullable, isKind: false };
}

function inputOf(schema: FieldSchema): FieldInput {
  const { type, enum: choices, minimum, maximum, exclusiveMinimum } = schema;
  if (choices !== undefined) return { kind: "choice", choices: choices as readonly (string | number)[] };
  if (type === "boolean") return { kind: "switch" };
  if (type === "string") return { kind: "text" };
  if (type !== "number" && type !== "integer") return { kind: "json" };
  return {
    kind: "number",
    isWhole: type === "integer",
    least: exclusiveMinimum ?? minimum ?? null,
    // The largest whole number that is exact stands for no bound.
    most: maximum === Number.MAX_SAFE_INTEGER ? null : (maximum ?? null),
    isAbove: exclusiveMinimum !== undefined,
  };
}

function guessedSchema(value: unknown): FieldSchema {
  const type = typeof value;
  return type === "number" || type === "boolean" || type === "string" ? { type } : {};
}

function isSection({ type, properties, oneOf }: FieldSchema): boolean {
  return (type === "object" && properties !== undefined) || oneOf !== undefined;
}

function withoutNull(schema: FieldSchema): { readonly schema: FieldSchema; readonly isNullable: boolean } {
  const others = schema.anyOf?.filter(({ type }) => type !== "null");
  const [only] = others ?? [];
  if (only === undefined || others?.length !== 1) return { schema, isNullable: false };
  const description = schema.description ?? only.description;
  return { schema: description === undefined ? only : { ...only, description }, isNullable: true };
}

function valueOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** `learningRate` is "Learning rate". */
function titleOf(key: string): string {
  const words = key.replaceAll(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}
