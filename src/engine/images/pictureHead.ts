/** What a file's own headers say, read before anything is decoded. */
export interface PictureHead {
  /** As stored, before any EXIF rotation. */
  readonly width: number;
  readonly height: number;
  /** 1 for a still picture. */
  readonly frames: number;
  /** Whether parts may be transparent. */
  readonly hasAlpha: boolean;
  /** Name of a color model that is changed in decoding ("CMYK"), else null. */
  readonly convertedFrom: string | null;
}
