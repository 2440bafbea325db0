// What all importers do alike: pair items with pictures, join what several lists say of one picture, account for every file.
import { isStudioError } from "../../errors";
import { sheetOf, sheetPaths } from "../sheet";
import type { Item, ItemId } from "../item";
import type {
  ColumnTable,
  FolderView,
  ImportChoice,
  ImportedTable,
  ImportFault,
  ListedFile,
  ListedVectors,
} from "./importer";
import { isPicturePath } from "./listedPictures";

/** What an importer knows of a picture; its path makes it an item. */
export type ItemFacts = Omit<Item, "itemId">;

/** Where something stands that an importer read; `line` counts from 1 and is null where no text says it. */
export interface TextPlace {
  readonly file: string;
  readonly line: number | null;
}

/** How an import ends. */
export interface DraftEnd {
  readonly choices: readonly ImportChoice[];
  /** Why pictures are skipped that nothing was said of. */
  readonly unnamedReason: string;
  readonly vectors?: ListedVectors | null;
}

/** An imported table while it grows. */
export class ImportDraft {
  readonly #pictures = new Map<string, ListedFile>();
  readonly #items: Item[] = [];
  /** Row of the first sheet of each picture that has items. */
  readonly #rows = new Map<string, number>();
  readonly #faults: ImportFault[] = [];
  readonly #skipped = new Map<string, string[]>();
  /** Pictures by the name that disks without case and normalization have for them; made for the first missing one. */
  #namesakes: Map<string, string> | null = null;
  /** Paths that were skipped, or read for what they say. */
  readonly #accounted = new Set<string>();

  constructor(readonly folder: FolderView) {
    for (const file of folder.files) if (isPicturePath(file.path)) this.#pictures.set(file.path, file);
  }

  /** The pictures of the folder by path, in the order of the listing. */
  get pictures(): ReadonlyMap<string, ListedFile> {
    return this.#pictures;
  }

  get itemCount(): number {
    return this.#items.length;
  }

  fault(place: TextPlace, message: string): void {
    this.#faults.push({ ...place, message });
  }

  skip(path: string, reason: string): void {
    this.#accounted.add(path);
    const paths = this.#skipped.get(reason);
    if (paths === undefined) this.#skipped.set(reason, [path]);
    else paths.push(path);
  }

  /** Says that a file was read for what it says, so that it is not told as skipped. */
  use(path: string): void {
    this.#accounted.add(path);
  }

  /** A list of the layout. A file that is no text is a fault, and reads as "". */
  async readText(path: string): Promise<string> {
    return (await this.#read(path, (folder) => folder.readText(path))) ?? "";
  }

  /** A binary table of the layout. A file that is damaged is a fault, and null. */
  async readTable(path: string): Promise<ColumnTable | null> {
    return this.#read(path, (folder) => folder.readTable(path));
  }

  /**
   * Makes an item of each sheet of a picture. A picture that has items already takes the new roles besides its own
   * (benchmarks list one picture as query and as gallery item); another identity or split of it is a fault.
   */
  add(path: string, facts: ItemFacts, place: TextPlace): void {
    const picture = this.#pictures.get(path);
    if (picture === undefined) {
      this.fault(place, this.#missingPicture(path));
      return;
    }
    const row = this.#rows.get(path);
    if (row !== undefined) {
      this.#join(row, Math.max(1, picture.pages), facts, place);
      return;
    }
    this.#rows.set(path, this.#items.length);
    for (const itemId of sheetPaths(picture)) this.#items.push({ itemId, ...facts });
  }

  /**
   * Adds an item as a table has it: its path names a picture or a sheet of one.
   *
   * @returns whether the folder holds that sheet; a fault is told where it does not
   */
  addItem(item: Item, place: TextPlace): boolean {
    const { path, page } = sheetOf(item.itemId);
    const picture = this.#pictures.get(path);
    if (picture === undefined) {
      this.fault(place, this.#missingPicture(path));
      return false;
    }
    if (page >= Math.max(1, picture.pages)) {
      this.fault(place, `expected one of the ${picture.pages} sheets of ${path}; found ${item.itemId}`);
      return false;
    }
    this.#rows.set(path, this.#items.length);
    this.#items.push(item);
    return true;
  }

  /** Adds an item of which the folder holds no picture, only an embedding. */
  addWithoutPicture(item: Item): void {
    this.#items.push(item);
  }

  /** Accounts for the files that nothing was said of, and gives the table; faults are ordered by file and line. The draft is not to be used any more. */
  finish({ choices, unnamedReason, vectors = null }: DraftEnd): ImportedTable {
    for (const { path } of this.folder.files) {
      if (this.#rows.has(path) || this.#accounted.has(path)) continue;
      this.skip(path, this.#pictures.has(path) ? unnamedReason : "no picture");
    }
    this.#tellNamesakes();
    const skipped = Array.from(this.#skipped, ([reason, paths]) => ({ reason, paths }));
    this.#faults.sort((a, b) => compareTexts(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0));
    return { items: this.#items, faults: this.#faults, skipped, choices, vectors };
  }

  async #read<Content>(path: string, read: (folder: FolderView) => Promise<Content>): Promise<Content | null> {
    this.use(path);
    try {
      return await read(this.folder);
    } catch (thrown) {
      if (!isStudioError(thrown) || thrown.name !== "ImportFormatError") throw thrown;
      this.fault({ file: path, line: null }, thrown.message);
      return null;
    }
  }

  #missingPicture(path: string): string {
    this.#namesakes ??= new Map(Array.from(this.#pictures.keys(), (picture) => [foldPath(picture), picture]));
    const namesake = this.#namesakes.get(foldPath(path));
    if (namesake !== undefined) {
      return `expected the picture ${path}; found ${namesake}, which differs in case or Unicode normalization`;
    }
    return `expected the picture ${path}; found no such file${isPicturePath(path) ? "" : " of a picture's extension"}`;
  }

  #join(row: number, sheets: number, facts: ItemFacts, place: TextPlace): void {
    for (let i = row; i < row + sheets; i++) {
      const item = this.#items[i];
      if (item === undefined) return;
      if (item.identity !== facts.identity) {
        this.fault(place, `${item.itemId} was of identity ${item.identity} before; found ${facts.identity} here`);
        return;
      }
      if (item.split !== facts.split) {
        this.fault(place, `${item.itemId} was of split ${item.split} before; found it again in split ${facts.split}`);
        return;
      }
      this.#items[i] = {
        ...item,
        isQuery: item.isQuery || facts.isQuery,
        isGallery: item.isGallery || facts.isGallery,
      };
    }
  }

  /**
   * Two files whose names differ in case or Unicode normalisation alone stay two items, and are told as faults: on another
   * disk one of them would overwrite the other.
   */
  #tellNamesakes(): void {
    for (const [second, first] of namesakes(this.#items)) {
      this.fault(
        { file: second, line: null },
        `differs from ${first} in case or Unicode normalization alone; both are imported, but other disks keep only one of them`,
      );
    }
  }
}

/** By UTF-16 unit, as listings are ordered. */
function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function foldPath(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

/** Pairs of items whose paths are one on disks that ignore case or normalize names: the later one, the earlier one. */
export function namesakes(items: readonly Item[]): [ItemId, ItemId][] {
  const firsts = new Map<string, ItemId>();
  const pairs: [ItemId, ItemId][] = [];
  for (const { itemId } of items) {
    const folded = foldPath(itemId);
    const first = firsts.get(folded);
    if (first === undefined) firsts.set(folded, itemId);
    else pairs.push([itemId, first]);
  }
  return pairs;
}
