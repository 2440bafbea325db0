import { Accordion, Button, Group, Select, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { recipeValue, schemaAt } from "../../core/training/editRecipe";
import type { RecipeContent } from "../../core/training/inheritedRecipe";
import type { FormSection } from "../../core/training/recipeForm";
import { addSetting, recipeFields, removeSetting } from "../../state/trainStore";
import { isSameValue, SettingField } from "./SettingField";

export interface SettingSectionsProps {
  readonly sections: readonly FormSection[];
  /** What is wrong, by the path of the setting. */
  readonly faults: ReadonlyMap<string, string>;
  readonly preset: RecipeContent;
}

/** Every setting of a recipe, in sections that open one by one. */
export function SettingSections({ sections, faults, preset }: SettingSectionsProps): ReactNode {
  return (
    <>
      <Accordion multiple variant="separated" mt="md" defaultValue={[sectionId("")]} className="setting-sections">
        {sections.map((section) => (
          <Accordion.Item key={section.path} value={sectionId(section.path)}>
            <Accordion.Control>
              <SectionHead section={section} faults={faults} preset={preset} />
            </Accordion.Control>
            <Accordion.Panel>
              <div className="setting-fields">
                {section.fields.map((field) => (
                  <SettingField
                    key={field.path}
                    field={field}
                    fault={faults.get(field.path)}
                    preset={recipeValue(preset, field.path)}
                  />
                ))}
              </div>
              {section.list !== null && (
                <Button
                  mt="sm"
                  size="compact-sm"
                  variant="subtle"
                  color="red"
                  onClick={() => removeSetting(section.path)}
                >
                  Take it out
                </Button>
              )}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <AddLoss />
    </>
  );
}

/** What tells a section from the others, also as a part of ids, which have no spaces; the one of single values has no path. */
function sectionId(path: string): string {
  return `section-${path}`;
}

interface SectionHeadProps {
  readonly section: FormSection;
  readonly faults: ReadonlyMap<string, string>;
  readonly preset: RecipeContent;
}

function SectionHead({ section, faults, preset }: SectionHeadProps): ReactNode {
  const { title, description, fields, path } = section;
  const kind = fields.find((field) => field.isKind || field.path === `${path}.kind`)?.value;
  const changed = fields.filter((field) => !isSameValue(field.value, recipeValue(preset, field.path))).length;
  const wrong = fields.filter((field) => faults.has(field.path)).length;
  return (
    <div>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {title}
          {typeof kind === "string" && `: ${kind}`}
        </Text>
        {changed > 0 && (
          <Text span size="xs" c="indigo">
            {changed} changed
          </Text>
        )}
        {wrong > 0 && (
          <Text span size="xs" c="red">
            {wrong} to mend
          </Text>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {description}
      </Text>
    </div>
  );
}

function AddLoss(): ReactNode {
  const kinds = schemaAt(recipeFields, "losses.0")?.oneOf ?? [];
  return (
    <Select
      mt="sm"
      size="xs"
      maw={260}
      label="Add a loss"
      placeholder="Choose its kind"
      data={kinds.map(({ properties }) => String(properties?.["kind"]?.const))}
      value={null}
      onChange={(kind) => {
        if (kind !== null) addSetting("losses", kind);
      }}
    />
  );
}
