import { Badge, Text, TextInput, UnstyledButton } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { recipeWords } from "../../core/training/recipeWords";
import { chooseRecipe, type RunRecipe } from "../../state/trainStore";

export interface RecipeListProps {
  readonly recipes: readonly RunRecipe[];
  readonly broken: readonly { readonly name: string; readonly message: string }[];
}

const forms = { code: "as its code", text: "as its text", ours: "ours" };

/** Recipes to choose from, with whose they are and what they need. */
export function RecipeList({ recipes, broken }: RecipeListProps): ReactNode {
  const [wanted, setWanted] = useState("");
  const isOurs = (recipe: RunRecipe) => recipeWords(recipe).form === "ours";
  // Ours need no data set that is hard to come by.
  const ordered = [...recipes.filter(isOurs), ...recipes.filter((recipe) => !isOurs(recipe))];
  const shown = ordered.filter((recipe) => matches(recipe, wanted));
  return (
    <section aria-label="Recipes">
      <TextInput
        mb="sm"
        maw={420}
        aria-label="Find a recipe"
        placeholder="Find by name, paper or network"
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <ul className="recipe-list">
        {shown.map((recipe) => (
          <li key={recipe.name}>
            <RecipeCard recipe={recipe} />
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          No recipe is called that.
        </Text>
      )}
      {broken.map(({ name, message }) => (
        <Text key={name} size="sm" c="dimmed">
          {name} cannot be used: {message}
        </Text>
      ))}
    </section>
  );
}

function RecipeCard({ recipe }: { readonly recipe: RunRecipe }): ReactNode {
  const { title, paper, code, form, note, dataset, weights } = recipeWords(recipe);
  return (
    <UnstyledButton className="recipe-card" onClick={() => chooseRecipe(recipe)}>
      <span className="recipe-card-head">
        <Text fw={600} size="sm">
          {title}
        </Text>
        <Badge size="xs" variant="light" color="gray" miw="max-content">
          {forms[form]}
        </Badge>
      </span>
      <Text size="xs" c="dimmed">
        {recipe.name}
        {paper !== "" && `, ${paper}`}
        {code !== "" && `, ${code}`}
      </Text>
      {note !== "" && <Text size="xs">{note}</Text>}
      <Text size="xs">
        <b>Needs</b> {dataset}; {weights}
      </Text>
    </UnstyledButton>
  );
}

function matches(recipe: RunRecipe, wanted: string): boolean {
  const words = wanted.toLowerCase().split(/\s+/);
  const { title, paper, code } = recipeWords(recipe);
  const network = JSON.stringify(recipe["network"] ?? "");
  const text = [recipe.name, title, paper, code, network].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}
