import type { ItemId } from "./item";

/** What is known of an item's picture once it was decoded: what the health checks look at. */
export interface PictureFacts {
  readonly itemId: ItemId;
  /** Of the file, and its last change in milliseconds since 1970 (0 where unknown): another pair means another picture. */
  readonly bytes: number;
  readonly modified: number;
  /** sha256 of the file's bytes and the page, 64 hexadecimal digits; "" where the file could not be read. */
  readonly sha256: string;
  /** Upright size in pixels; 0 where it could not be decoded. */
  readonly width: number;
  readonly height: number;
  /** What the pixels use: only black and white, gray, or color. */
  readonly color: "bilevel" | "gray" | "color";
  /** Fraction of pixels darker than half, 0 to 1. */
  readonly ink: number;
  /** Whether all pixels are the same but for noise: standard deviation of gray below 2 of 255. */
  readonly isBlank: boolean;
  /** Why it could not be decoded; "" where it could. */
  readonly fault: string;
}
