import type { ItemPicture } from "../../contracts/embedService";
import type { PictureFacts } from "../../core/dataset/pictureFacts";
import { cropToBox } from "../../core/image/cropToBox";
import { damagedError } from "../../core/image/pictureErrors";
import { lookAt } from "../../core/image/pictureLook";
import type { Pixels } from "../../core/image/pixels";
import { sha256 } from "../sha256";
import { checkFileSize, decodeBytes } from "./decodePicture";

/** A picture that was looked at. */
export interface ExaminedPicture {
  /** The item's part of it; null where `facts.fault` says why there is none. */
  readonly pixels: Pixels | null;
  readonly facts: PictureFacts;
}

/**
 * Reads, decodes and looks at the picture of one item. Never throws for a picture: whatever is wrong with it is its fault,
 * since one bad file must not stop a hundred thousand good ones.
 *
 * The hash is of the file's bytes; of a file with pages it is of the bytes followed by the page's number, so that sheets
 * of one file differ.
 */
export async function examinePicture({ itemId, picture, page, box, stamp }: ItemPicture): Promise<ExaminedPicture> {
  const unseen = { itemId, ...stamp, sha256: "", width: 0, height: 0, color: "gray", ink: 0, isBlank: false } as const;
  let facts: Omit<PictureFacts, "fault"> = unseen;
  try {
    checkFileSize(picture.size, itemId);
    const bytes = new Uint8Array(await picture.arrayBuffer());
    facts = { ...unseen, sha256: await hashOf(bytes, page) };
    const decoded = await decodeBytes(bytes, itemId, page);
    if (decoded.page !== page) throw damagedError(itemId, `a page ${page + 1}`, `${decoded.pages} pages`);
    facts = { ...facts, ...lookAt(decoded.pixels) };
    return { pixels: cropToBox(decoded.pixels, box, itemId), facts: { ...facts, fault: "" } };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { pixels: null, facts: { ...facts, fault: fault || "it cannot be read" } };
  }
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>, page: number): Promise<string> {
  if (page === 0) return (await sha256(bytes)) ?? "";
  const suffix = `#page=${page + 1}`;
  const both = new Uint8Array(bytes.length + suffix.length);
  both.set(bytes);
  for (let i = 0; i < suffix.length; i++) both[bytes.length + i] = suffix.charCodeAt(i);
  return (await sha256(both)) ?? "";
}
