import { chosenUse, offerUse } from "./folderUse";
import { offerChoice } from "./importChoices";
import { ImportDraft } from "./importDraft";
import type { Importer } from "./importer";
import { isPicturePath } from "./listedPictures";
import { countOf } from "./countOf";
import { folderOf, nameOf, stemOf } from "./pathParts";

const identityOptions = [
  { value: "file", label: "Each file shows another one" },
  { value: "name", label: "Files whose names are equal up to the last - or _ show the same" },
  { value: "folder", label: "Files in one folder show the same" },
];

/**
 * Any folder with a picture: all of them are the gallery, each its own identity, named by its path without extension.
 * Sheets of one file show the same identity. What is the same otherwise, a user can choose: the part of the name before
 * the last `-` or `_`, or the folder.
 */
export const picturesImporter: Importer = {
  layout: "pictures",
  title: "Pictures",
  expects: "at least one picture",

  recognize({ files }) {
    const pictures = files.reduce((count, { path }) => count + (isPicturePath(path) ? 1 : 0), 0);
    if (pictures === 0) return Promise.resolve(null);
    return Promise.resolve({ confidence: 0.1, evidence: countOf(pictures, "picture", "pictures") });
  },

  read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const label = `Folder ${folder.name} (${countOf(draft.pictures.size, "picture", "pictures")})`;
    const use = offerUse("folder:", label, "gallery", chosen);
    const by = offerChoice({ key: "identity", label: "Identities", options: identityOptions, value: "file" }, chosen);
    const facts = chosenUse(use);
    for (const path of draft.pictures.keys()) {
      if (facts === null) draft.skip(path, "left out");
      else
        draft.add(path, { identity: identityOf(path, by.value) || folder.name, ...facts }, { file: path, line: null });
    }
    return Promise.resolve(draft.finish({ choices: [use, by], unnamedReason: "outside the lists" }));
  },
};

function identityOf(path: string, by: string): string {
  const folder = folderOf(path);
  if (by === "folder") return folder;
  const stem = stemOf(path);
  const pathWithoutExtension = path.slice(0, path.length - nameOf(path).length + stem.length);
  if (by === "file") return pathWithoutExtension;
  const end = Math.max(stem.lastIndexOf("-"), stem.lastIndexOf("_"));
  return end <= 0 ? pathWithoutExtension : pathWithoutExtension.slice(0, end - stem.length);
}
