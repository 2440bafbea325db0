import { offerSplit } from "./importChoices";
import { ImportDraft } from "./importDraft";
import type { Importer } from "./importer";
import { isPicturePath } from "./listedPictures";
import { PictureNames } from "./pictureNames";
import { nameOf } from "./pathParts";
import { textLines } from "./textLines";

const sixDigits = /^(\d{4})(\d\d)\.[^.]+$/;

/** Pictures of a group in INRIA Holidays, at most: 13. Longer runs of numbers are frames or downloads, not groups. */
const largestGroup = 20;

/**
 * INRIA Holidays: 1,491 photographs named by six digits. The first four name the group, which is the identity; the picture
 * that ends in 00 is the group's query.
 *
 * All pictures are in the gallery, queries too: the benchmark searches all and leaves out the query itself, as the studio's
 * evaluation does. Where `holidays_images.dat` of the benchmark's own script lies there, its missing files are faults.
 *
 * @see Jégou et al., Hamming embedding and weak geometric consistency, ECCV 2008, and the data set's page
 */
export const holidaysImporter: Importer = {
  layout: "holidays",
  title: "INRIA Holidays",
  expects: "Pictures named by six digits, such as 100000.jpg; the first of each hundred is the query of its group.",

  recognize(folder) {
    const pictures = folder.files.filter(({ path }) => isPicturePath(path));
    const groups = new Map<string, Set<string>>();
    for (const { path } of pictures) {
      const match = sixDigits.exec(nameOf(path));
      if (match === null) continue;
      const [, group = "", number = ""] = match;
      groups.set(group, (groups.get(group) ?? new Set()).add(number));
    }
    const like = [...groups.values()].filter(
      (group) => group.has("00") && group.size > 1 && group.size <= largestGroup,
    );
    if (like.length === 0 || like.length < 0.9 * groups.size) return Promise.resolve(null);
    const named = like.reduce((sum, { size }) => sum + size, 0);
    if (named < 0.9 * pictures.length) return Promise.resolve(null);
    const confidence = /holiday/i.test(folder.name) ? 0.95 : 0.8;
    return Promise.resolve({
      confidence,
      evidence: `${named} pictures named by six digits in ${like.length} groups that begin with a query …00`,
    });
  },

  async read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const split = offerSplit("split", "Split of the pictures", "test", chosen);
    const firsts = new Map<string, string>();
    const groups = new Map<string, { hasQuery: boolean; readonly first: string }>();
    for (const path of draft.pictures.keys()) {
      const match = sixDigits.exec(nameOf(path));
      if (match === null) {
        draft.skip(path, "not named by six digits");
        continue;
      }
      const [, group = "", number = ""] = match;
      const place = { file: path, line: null };
      const first = firsts.get(group + number);
      if (first !== undefined) {
        draft.use(path);
        draft.fault(place, `expected one picture of the number ${group}${number}; found ${first} before`);
        continue;
      }
      firsts.set(group + number, path);
      const isQuery = number === "00";
      const known = groups.get(group);
      if (known === undefined) groups.set(group, { hasQuery: isQuery, first: path });
      else known.hasQuery ||= isQuery;
      draft.add(path, { identity: group, split: split.value, isQuery, isGallery: true }, place);
    }
    for (const [group, { hasQuery, first }] of groups) {
      if (hasQuery) continue;
      draft.fault(
        { file: first, line: null },
        `expected the query ${group}00 of this picture's group; found no such picture`,
      );
    }
    await tellMissing(draft);
    return draft.finish({ choices: [split], unnamedReason: "not named by six digits" });
  },
};

/** The benchmark's script brings a list of all pictures. */
async function tellMissing(draft: ImportDraft): Promise<void> {
  const names = new PictureNames(draft);
  for (const { path } of draft.folder.files) {
    if (nameOf(path) !== "holidays_images.dat") continue;
    for (const { line, text } of textLines(await draft.readText(path))) names.find(text, "", { file: path, line });
  }
}
