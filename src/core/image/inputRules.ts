/** How a picture becomes a network's input, as a checkpoint's manifest states it. Applied alike to gallery, query and training. */
export interface InputRules {
  /** Input size in pixels. */
  readonly height: number;
  readonly width: number;
  /** `letterbox`: longer side fits, rest is fill. `squash`: both sides fit. `shorter-side`: shorter side fits, center is cropped. */
  readonly resize: "letterbox" | "squash" | "shorter-side";
  readonly filter: ResamplingFilter;
  /** Gray level around a letterboxed picture, 0 to 255. */
  readonly fill: number;
  readonly color: "gray-as-rgb" | "rgb";
  /** Channel means and deviations on the scale 0 to 1, in RGB order. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly crop: { readonly kind: "none" } | { readonly kind: "ink"; readonly margin: number };
  readonly ink: null | {
    readonly method: string;
    readonly strokeWidthPixels: number;
    readonly longSidePixels: number;
  };
}

/** Pillow's names of its resampling filters. All but `nearest` antialias when shrinking. */
export type ResamplingFilter = "nearest" | "box" | "bilinear" | "hamming" | "bicubic" | "lanczos";
