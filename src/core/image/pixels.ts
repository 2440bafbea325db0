/**
 * A decoded picture: 8 bits a channel, rows from top to bottom, channels interleaved.
 *
 * `data.length === width * height * channels`. One channel is gray, three are RGB, four are RGBA with straight alpha.
 */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
}

/** A rectangle in whole pixels, origin top left, `right` and `bottom` exclusive. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
