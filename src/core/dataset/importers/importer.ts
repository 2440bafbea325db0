import type { Item } from "../item";

/** The layouts of data sets that the studio knows. */
export type LayoutName =
  | "item-table"
  | "deep-patent"
  | "market-1501"
  | "revisited-oxford-paris"
  | "oxford-paris"
  | "isc21"
  | "digix"
  | "taobao-live"
  | "holidays"
  | "landmarks"
  | "identity-folders"
  | "pictures";

/** A file of the folder that is imported. */
export interface ListedFile {
  /** Relative to the folder, with `/`; never absolute, without `.` and `..` parts. */
  readonly path: string;
  /** Null where the source does not tell before the file is read. */
  readonly bytes: number | null;
  /** Sheets of a PDF or TIFF, counted beforehand; 1 for every other file. */
  readonly pages: number;
}

/** What an importer may look at: the listing, and the texts in it. */
export interface FolderView {
  /** The folder's or archive's own name, without extension. */
  readonly name: string;
  /** In ascending order of path (by UTF-16 unit). */
  readonly files: readonly ListedFile[];
  /**
   * A text file, UTF-8 with or without byte order mark.
   *
   * @throws StudioError ImportFormatError if it is no UTF-8, FolderReadError if it cannot be read any more
   */
  readText(path: string): Promise<string>;
  /** The first 64 KiB of a text file, up to the last line break in them where the file is longer. Throws as `readText`. */
  readHead(path: string): Promise<string>;
  /**
   * The whole of a small binary list (a ground truth in a pickle).
   *
   * @throws StudioError FolderReadError if it cannot be read any more
   */
  readBytes(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * What a .parquet, .npz or .npy file holds, without the vectors' numbers.
   *
   * @throws StudioError ImportFormatError if the file is damaged or its columns differ in length, FolderReadError if it
   * cannot be read any more
   */
  readTable(path: string): Promise<ColumnTable>;
}

/** A column of a Parquet file, an array of an .npz, or the array of an .npy, which is called "". */
export interface TableColumn {
  readonly name: string;
  /**
   * A text for each row: numbers, flags (`true`, `false`) and dates (`YYYY-MM-DD`) as a CSV file would have them, "" for
   * null. Null where cells are vectors or of a kind that has no text.
   */
  readonly texts: readonly string[] | null;
  /** Numbers in every cell, where cells are lists of numbers of one length or rows of an array; null otherwise. */
  readonly dimension: number | null;
}

/** A binary table; all columns have as many rows. */
export interface ColumnTable {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}

/** One thing that is wrong, and where. `line` counts from 1; null where the fault is not in a text. */
export interface ImportFault {
  readonly file: string;
  readonly line: number | null;
  /** What was expected and what was found, with the values. */
  readonly message: string;
}

/** Files that the layout does not use, by reason. */
export interface SkippedFiles {
  /** In plain words: "no picture", "junk of the benchmark", "outside the lists". */
  readonly reason: string;
  readonly paths: readonly string[];
}

/** Something that the layout leaves open, or that a user may want otherwise: shown as a labelled choice. */
export interface ImportChoice {
  /** Stable key ("folder:train", "split", "role"). */
  readonly key: string;
  /** "Folder train (12,936 pictures)". */
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
}

/** What a user chose, by the key of the choice; a key that is missing takes the layout's own value. */
export type ChosenValues = Readonly<Record<string, string>>;

/** Embeddings that lie in the folder beside the item table. */
export interface ListedVectors {
  /** .npy, .npz or .parquet. */
  readonly path: string;
  /** Name of the array in an .npz or of the column of a Parquet file; null in an .npy. */
  readonly array: string | null;
  readonly dimension: number;
  /** For each item of `items`, in their order: the array's row with its embedding, -1 where it has none. */
  readonly rows: Int32Array<ArrayBuffer>;
}

/** What an importer makes of a folder. Rows with a fault are left out of `items`. */
export interface ImportedTable {
  /** Paths are unique. A sheet of a file with several is `file.pdf#page=2`, counted from 1. */
  readonly items: readonly Item[];
  /** All faults of all files, not only the first. */
  readonly faults: readonly ImportFault[];
  readonly skipped: readonly SkippedFiles[];
  readonly choices: readonly ImportChoice[];
  /** Null where the folder brings no embeddings. */
  readonly vectors: ListedVectors | null;
}

/** How sure a recognition is, and what gave it away. */
export interface Recognition {
  /** 0 to 1; the layout with the highest is proposed first. Above 0.5 the layout's own names were found. */
  readonly confidence: number;
  /** One sentence with the evidence: "12,936 files named PPPP_cCsS_… in bounding_box_train". */
  readonly evidence: string;
}

/** One layout of data sets. */
export interface Importer {
  readonly layout: LayoutName;
  /** As people name it: "Market-1501 / DukeMTMC". */
  readonly title: string;
  /** What the folder must hold, in one sentence, for users who wonder why it was not recognised. */
  readonly expects: string;
  /** Null where the folder is not of this layout. Decides by names alone, or by the head of one text file; quick on 350,000 files. */
  recognize(folder: FolderView): Promise<Recognition | null>;
  /** Reads the whole layout. Collects faults instead of throwing at the first. */
  read(folder: FolderView, chosen: ChosenValues): Promise<ImportedTable>;
}
