// Messages name these two platform types. Every place that sends or reads one has the real declaration, which merges with this.
interface Blob {
  readonly size: number;
}
interface ImageBitmap {
  readonly width: number;
  readonly height: number;
}
