import type { Pixels } from "../../core/image/pixels";
import type { PictureFormat } from "../../core/image/sniffPicture";

/** One page of a picture file, upright, 8 bits a channel. */
export interface DecodedPicture {
  readonly format: PictureFormat;
  readonly pixels: Pixels;
  /** 1 where the format has no pages. */
  readonly pages: number;
  /** The page that was decoded, counted from 0. */
  readonly page: number;
  /** What was left out or changed in reading it, in plain words. */
  readonly notes: readonly string[];
}

/** Frames of an animation that are left out, as a note; nothing for a still picture. */
export function frameNotes(frames: number): string[] {
  return frames > 1 ? [`first of ${frames} frames`] : [];
}

export const transparencyNote = "transparent parts on white";
