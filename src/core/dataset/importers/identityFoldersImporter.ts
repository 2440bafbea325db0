import { countOf } from "./countOf";
import { chosenUse, type FolderUse, type FolderUseName, offerUse, useOfName } from "./folderUse";
import { offerChoice } from "./importChoices";
import { ImportDraft } from "./importDraft";
import type { ChosenValues, FolderView, ImportChoice, Importer } from "./importer";
import { isPicturePath } from "./listedPictures";
import { folderOf } from "./pathParts";

const levelOptions = [
  { value: "inner", label: "The folder that a picture lies in" },
  { value: "outer", label: "The outermost folder" },
];

/**
 * A folder for each identity, either in the folder itself or below folders named for what they are for (train, val, test,
 * query, gallery and the like).
 *
 * The innermost folder that holds all pictures is the root. An identity is named by its folder's path below the root or
 * below the split's folder, so an identity in two splits is one. Folders in folders (categories) can be taken as one
 * identity. Without named folders all pictures are both queries and gallery.
 */
export const identityFoldersImporter: Importer = {
  layout: "identity-folders",
  title: "Folders of identities",
  expects: "a folder for each identity with its pictures, or such folders below train, val, test, query or gallery",

  recognize(folder) {
    const layout = readLayout(folder);
    const inFolders = layout.pictures - layout.loose;
    if (layout.identities.size < 2 || inFolders <= layout.loose) return Promise.resolve(null);
    const names = [...layout.uses.keys()].join(", ");
    const evidence =
      `${countOf(layout.identities.size, "folder", "folders")} with ${countOf(inFolders, "picture", "pictures")}` +
      (names === "" ? "" : ` below ${names}`);
    return Promise.resolve({ confidence: names === "" ? 0.4 : 0.7, evidence });
  },

  read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const layout = readLayout(folder);
    const choices = offerUses(layout, chosen);
    const level = offerChoice({ key: "identity", label: "Identities", options: levelOptions, value: "inner" }, chosen);
    const uses = new Map<string, FolderUse | null>(choices.map((choice) => [choice.key, chosenUse(choice)]));
    for (const path of draft.pictures.keys()) {
      const { split, identity } = placeOf(path, layout);
      const use = uses.get(keyOf(split)) ?? null;
      if (identity === "") draft.skip(path, "in no folder of an identity");
      else if (use === null) draft.skip(path, "left out");
      else {
        const outer = level.value === "outer" ? identity.slice(0, indexOrEnd(identity, "/")) : identity;
        draft.add(path, { identity: outer, ...use }, { file: path, line: null });
      }
    }
    const isNested = [...layout.identities].some((identity) => identity.includes("/"));
    return Promise.resolve(
      draft.finish({ choices: isNested ? [...choices, level] : choices, unnamedReason: "outside the lists" }),
    );
  },
};

interface FolderLayout {
  /** With `/` at its end, or "". */
  readonly root: string;
  /** What the folders right below the root are for, and their pictures; empty where they are identities themselves. */
  readonly uses: ReadonlyMap<string, { readonly use: FolderUseName; pictures: number }>;
  readonly identities: ReadonlySet<string>;
  readonly pictures: number;
  /** Pictures that lie in no identity's folder. */
  readonly loose: number;
}

function readLayout({ files }: FolderView): FolderLayout {
  const folders = new Map<string, number>();
  for (const { path } of files) {
    if (!isPicturePath(path)) continue;
    const folder = folderOf(path);
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const root = rootOf([...folders.keys()]);
  const uses = usesBelow(root, [...folders.keys()]);
  const identities = new Set<string>();
  let loose = 0;
  let pictures = 0;
  for (const [folder, count] of folders) {
    const { split, identity } = placeOf(`${folder}/`, { root, uses });
    pictures += count;
    if (identity === "") loose += count;
    else identities.add(identity);
    const use = uses.get(split);
    if (use !== undefined) use.pictures += count;
  }
  return { root, uses, identities, pictures, loose };
}

/** The innermost folder that all folders are or lie in, with `/` at its end; "" where it is the listed folder itself. */
function rootOf(folders: readonly string[]): string {
  let [root = ""] = folders;
  for (const folder of folders) {
    while (root !== "" && folder !== root && !folder.startsWith(`${root}/`)) root = folderOf(root);
  }
  return root === "" ? "" : `${root}/`;
}

/** Only where every folder below the root is named for a use do these names count; an identity may be called "test". */
function usesBelow(root: string, folders: readonly string[]): Map<string, { use: FolderUseName; pictures: number }> {
  const uses = new Map<string, { use: FolderUseName; pictures: number }>();
  for (const folder of folders) {
    const below = folder.slice(root.length);
    if (below === "" || !`${folder}/`.startsWith(root) || `${folder}/` === root) continue;
    const name = below.slice(0, indexOrEnd(below, "/"));
    const use = useOfName(name);
    if (use === null) return new Map();
    uses.set(name, { use, pictures: 0 });
  }
  return uses;
}

/** Split and identity that a picture's path tells; the identity is "" where it lies in no identity's folder. */
function placeOf(
  path: string,
  { root, uses }: Pick<FolderLayout, "root" | "uses">,
): { split: string; identity: string } {
  const below = folderOf(path).slice(root.length);
  const name = below.slice(0, indexOrEnd(below, "/"));
  return uses.has(name) ? { split: name, identity: below.slice(name.length + 1) } : { split: "", identity: below };
}

function offerUses({ uses, pictures }: FolderLayout, chosen: ChosenValues): ImportChoice[] {
  if (uses.size === 0) {
    return [offerUse(keyOf(""), `All folders (${countOf(pictures, "picture", "pictures")})`, "test", chosen)];
  }
  return Array.from(uses, ([name, { use, pictures: count }]) =>
    offerUse(keyOf(name), `Folder ${name} (${countOf(count, "picture", "pictures")})`, use, chosen),
  );
}

function keyOf(split: string): string {
  return `folder:${split}`;
}

function indexOrEnd(text: string, part: string): number {
  const at = text.indexOf(part);
  return at < 0 ? text.length : at;
}
