import { extensionOf } from "./pathParts";

const pictureExtensions = new Set([
  "png",
  "jpg",
  "jpeg",
  "jpe",
  "jfif",
  "webp",
  "gif",
  "bmp",
  "svg",
  "tif",
  "tiff",
  "pdf",
]);

/** Whether a path's extension is one of a format that the studio decodes. What the file really is shows when it is decoded. */
export function isPicturePath(path: string): boolean {
  return pictureExtensions.has(extensionOf(path));
}
