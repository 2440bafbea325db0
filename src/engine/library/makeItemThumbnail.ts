import { decodePicture } from "../images/decodePicture";
import { makeThumbnail } from "../images/makeThumbnail";
import type { ThumbnailMaker } from "./thumbnails";

/** Makes thumbnails with the studio's own decoders, so that whatever embeds shows too. */
export const makeItemThumbnail: ThumbnailMaker = async (file, name, page, box) =>
  makeThumbnail((await decodePicture(file, name, page)).pixels, box);
