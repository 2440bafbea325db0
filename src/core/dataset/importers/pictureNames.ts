import type { Item } from "../item";
import type { ImportDraft, TextPlace } from "./importDraft";
import { isPathInFolder, joinPath } from "./pathParts";

type Box = NonNullable<Item["box"]>;

/**
 * Finds pictures by what lists call them: a path from the list's folder or from the imported one, with or without an
 * extension, or the bare name of a picture that may lie in any folder.
 */
export class PictureNames {
  readonly #byPath: ReadonlyMap<string, unknown>;
  readonly #withoutExtension = new Map<string, string[]>();

  /** @param draft its pictures; names that cannot be found become its faults */
  constructor(private readonly draft: ImportDraft) {
    this.#byPath = draft.pictures;
    for (const path of draft.pictures.keys()) {
      const full = withoutExtension(path);
      const bare = full.slice(full.lastIndexOf("/") + 1);
      this.#add(full, path);
      if (bare !== full) this.#add(bare, path);
    }
  }

  /**
   * The picture of a name. One below `folder` goes before others of the same name.
   *
   * @param folder where the list lies, or the pictures are expected; "" for the imported folder
   * @param place where the name stands, for faults
   * @returns null, and a fault, where no picture or several bear the name
   */
  find(name: string, folder: string, place: TextPlace): string | null {
    const found = this.peek(name, folder);
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    if (first === undefined) this.draft.fault(place, `expected the picture ${name}; found no such file`);
    else
      this.draft.fault(place, `the name ${name} is that of ${found.length} pictures, ${found.slice(0, 3).join(", ")}`);
    return null;
  }

  /** All pictures of a name, those below `folder` alone if there are any; tells no fault. */
  peek(name: string, folder: string): readonly string[] {
    if (!isPathInFolder(name)) return [];
    for (const path of [joinPath(folder, name), name]) if (this.#byPath.has(path)) return [path];
    const beside = folder === "" ? undefined : this.#withoutExtension.get(joinPath(folder, name));
    if (beside !== undefined) return beside;
    const found = this.#withoutExtension.get(name) ?? this.#ofFile(name);
    const below = folder === "" ? found : found.filter((path) => path.startsWith(`${folder}/`));
    return below.length > 0 ? below : found;
  }

  /** A bare name with its extension, in any folder. */
  #ofFile(name: string): readonly string[] {
    const found = this.#withoutExtension.get(withoutExtension(name)) ?? [];
    return found.filter((path) => path.endsWith(`/${name}`));
  }

  #add(name: string, path: string): void {
    const known = this.#withoutExtension.get(name);
    if (known === undefined) this.#withoutExtension.set(name, [path]);
    else known.push(path);
  }
}

/**
 * The box of four numbers, in pixels.
 *
 * @param numbers left, top, right, bottom
 * @returns null unless 0 <= left < right and 0 <= top < bottom, all finite
 */
export function boxOf(numbers: readonly number[]): Box | null {
  const [left = NaN, top = NaN, right = NaN, bottom = NaN, more] = numbers;
  const isBox = left >= 0 && top >= 0 && left < right && top < bottom && Number.isFinite(right + bottom);
  return isBox && more === undefined ? { left, top, right, bottom } : null;
}

function withoutExtension(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot > path.lastIndexOf("/") + 1 ? path.slice(0, dot) : path;
}
