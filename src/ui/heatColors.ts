// A diverging scale that lies over black lines on white paper: no color for nothing, orange for what speaks for a match, blue
// for what speaks against it. Orange and blue stay apart for every kind of color vision.

type Triple = readonly [number, number, number];

/** Ends and middle in OKLab: lightness and the two opponent colors. Both ends are equally dark. */
const forMatch: Triple = [0.62, 0.115, 0.13];
const againstMatch: Triple = [0.62, -0.03, -0.16];
const nothing: Triple = [1, 0, 0];

/**
 * The color of a value as sRGB, 0 to 255. Steps of equal size look equally large, as they are straight lines in OKLab.
 *
 * @param value -1 to 1; what lies beyond is clipped, NaN counts as 0
 * @see Ottosson, A perceptual color space for image processing, 2020
 */
export function heatColor(value: number): Triple {
  const size = Math.min(1, Math.abs(value) || 0);
  const end = value < 0 ? againstMatch : forMatch;
  const mix = (from: number, to: number) => from + (to - from) * size;
  return rgbOf([mix(nothing[0], end[0]), mix(nothing[1], end[1]), mix(nothing[2], end[2])]);
}

/** The same scale as a CSS gradient from -1 at the left to 1 at the right. */
export function heatGradient(): string {
  const stops = Array.from({ length: 17 }, (_, i) => `rgb(${heatColor((i - 8) / 8).join(" ")})`);
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

function rgbOf([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    level(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    level(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    level(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** A linear light of 0 to 1 as a level of sRGB. */
function level(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  const curved = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(255 * curved);
}
