// Messages name these platform types. Every place that sends or reads one has the real declaration, which merges with this.
interface Blob {
  readonly size: number;
}
interface ImageBitmap {
  readonly width: number;
  readonly height: number;
}
interface FileSystemDirectoryHandle {
  readonly name: string;
}
interface FileSystemFileHandle {
  readonly name: string;
}
