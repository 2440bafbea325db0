/** A rectangle of a map, in places; a side may be 0 in the grid of a map of one place. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The sides of a map, in places or pixels. */
export interface MapSize {
  readonly height: number;
  readonly width: number;
}
