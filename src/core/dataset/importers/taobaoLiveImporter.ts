import { countOf } from "./countOf";
import { chosenUse, type FolderUse, type FolderUseName, offerUse } from "./folderUse";
import { ImportDraft } from "./importDraft";
import type { ChosenValues, ImportChoice, Importer } from "./importer";
import { readJson } from "./readJson";
import { extensionOf, folderOf, nameOf } from "./pathParts";
import { PictureNames } from "./pictureNames";
import { type MarkedInstance, type MarkedPicture, parseAnnotationFile } from "./taobaoAnnotation";

const annotationPath = /^(.*\/)?(image|video)_annotation\/(.+)\.json$/;
const severalReason = "several products on one picture: imported with the largest marked one alone";

/**
 * Taobao live ("Watch and Buy"): parts such as `train_dataset_part1`, each with shop pictures `image/ITEM/N.jpg`, videos
 * `video/ID.mp4`, and annotations in JSON beside them in `image_annotation` and `video_annotation`.
 *
 * The identity is the instance id; 0 means that the marked garment belongs to no product, and a picture without any other
 * is skipped. An item is one picture with one box, so a picture on which several products are marked is imported with the
 * largest of them, and told. Videos are not decoded: their annotated frames are items where they were taken out as
 * pictures, `video/ID/FRAME.jpg` or `video_frames/ID/FRAME.jpg` or `…/ID_FRAME.jpg`; otherwise they are skipped. Shop
 * pictures are the gallery and frames the queries, as a viewer asks; training parts are for training. The sequence of an
 * item is its shop item or video.
 *
 * @see the contest's page, Tianchi 231772, and the layout that its contestants' code reads
 */
export const taobaoLiveImporter: Importer = {
  layout: "taobao-live",
  title: "Taobao live / Watch and Buy",
  expects: "Folders image and image_annotation (and video, video_annotation) with a JSON file for each picture.",

  recognize(folder) {
    const counts = { image: 0, video: 0 };
    for (const { path } of folder.files) {
      const kind = annotationPath.exec(path)?.[2];
      if (kind === "image" || kind === "video") counts[kind]++;
    }
    if (counts.image === 0) return Promise.resolve(null);
    return Promise.resolve({
      confidence: 0.95,
      evidence: `${countOf(counts.image, "file", "files")} in image_annotation, ${counts.video} in video_annotation`,
    });
  },

  async read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const parts = findParts(draft, chosen);
    const reader = { draft, names: new PictureNames(draft), parts };
    for (const { path } of folder.files) {
      const match = annotationPath.exec(path);
      if (match === null) {
        if (extensionOf(path) === "mp4")
          draft.skip(path, "video: its frames are imported where they lie there as pictures");
        continue;
      }
      const [, part = "", kind = "", own = ""] = match;
      const value = await readJson(draft, path);
      if (value === undefined) continue;
      const marked = parseAnnotationFile(value, (message) => draft.fault({ file: path, line: null }, message));
      const use = parts.get(`${part}${kind}`)?.use ?? null;
      for (const each of marked) addMarked(reader, { file: path, part, own, use }, each);
    }
    const choices = [...parts.values()].map(({ choice }) => choice);
    return draft.finish({ choices, unnamedReason: "without annotation" });
  },
};

interface Part {
  readonly choice: ImportChoice;
  readonly use: FolderUse | null;
}

/** Shop pictures and frames of each part, with what they are for. */
function findParts(draft: ImportDraft, chosen: ChosenValues): Map<string, Part> {
  const counts = new Map<string, number>();
  for (const { path } of draft.folder.files) {
    const [, part = "", kind = null] = annotationPath.exec(path) ?? [];
    if (kind !== null) counts.set(`${part}${kind}`, (counts.get(`${part}${kind}`) ?? 0) + 1);
  }
  const parts = new Map<string, Part>();
  for (const [key, count] of counts) {
    const what = key.endsWith("image") ? "pictures" : "videos";
    const choice = offerUse(`part:${key}`, `Annotated ${what} of ${key} (${count})`, useOfPart(key), chosen);
    parts.set(key, { choice, use: chosenUse(choice) });
  }
  return parts;
}

function useOfPart(key: string): FolderUseName {
  const isImage = key.endsWith("image");
  if (/(?:^|\/)train/i.test(key)) return "train";
  if (/(?:^|\/)val/i.test(key)) return isImage ? "val-gallery" : "val-query";
  return isImage ? "gallery" : "query";
}

interface AnnotationFile {
  readonly file: string;
  /** Folder of the part, with `/` at its end, or "". */
  readonly part: string;
  /** The annotation's path in its folder, without extension: ITEM/N or ID. */
  readonly own: string;
  readonly use: FolderUse | null;
}

function addMarked(
  { draft, names }: { readonly draft: ImportDraft; readonly names: PictureNames },
  { file, part, own, use }: AnnotationFile,
  { frame, instances }: MarkedPicture,
): void {
  const place = { file, line: null };
  const path = frame === null ? names.find(`${part}image/${own}`, "", place) : findFrame(names, part, own, frame);
  // A frame that nobody took out of its video is no fault: videos are told as skipped.
  if (path === null) return;
  const [first, ...more] = [...instances].sort((a, b) => areaOf(b) - areaOf(a));
  if (use === null) draft.skip(path, "in a part that is left out");
  else if (first === undefined) draft.skip(path, "no product is marked on it");
  else {
    if (more.some(({ instance }) => instance !== first.instance)) draft.skip(path, severalReason);
    const { box, category, instance } = first;
    const sequence = frame === null ? folderOf(own) : nameOf(own);
    const facts = { ...use, ...(category === "" ? {} : { category }), ...(sequence === "" ? {} : { sequence }) };
    draft.add(path, { identity: String(instance), ...facts, box }, place);
  }
}

function findFrame(names: PictureNames, part: string, video: string, frame: number): string | null {
  for (const folder of ["video", "video_frames", "video_frame"]) {
    for (const name of [`${video}/${frame}`, `${video}_${frame}`]) {
      const [path] = names.peek(`${part}${folder}/${name}`, "");
      if (path !== undefined) return path;
    }
  }
  return null;
}

function areaOf({ box }: MarkedInstance): number {
  return (box.right - box.left) * (box.bottom - box.top);
}
