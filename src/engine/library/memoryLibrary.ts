// A library on a disk in memory, and what is imported into it: what the tests of the library share.
import type { DatasetService, FolderSource } from "../../contracts/datasetService";
import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import { unpackTexts } from "../../core/dataset/packedTexts";
import type { PictureFacts } from "../../core/dataset/pictureFacts";
import { LibraryService } from "../libraryService";
import { MemoryDirectory } from "../opfs/memoryDirectory";
import { MemoryLocks } from "../opfs/memoryLocks";
import { memoryHandleShelf } from "./handleShelf";
import type { LibraryPlace } from "./libraryPlace";

let lastJob = 0;

/** The number of another job. */
export function nextJob(): number {
  return ++lastJob;
}

/** For progress that nobody listens to. */
export const ignore = () => undefined;

/** A disk in memory that several visits see, each with its own worker. */
export function makeDisk() {
  const root = new MemoryDirectory();
  const handles = memoryHandleShelf();
  const visit = (locks = new MemoryLocks()) => {
    const place: LibraryPlace = { openRoot: () => Promise.resolve(root), locks, handles };
    return new LibraryService(place, (file) => file.arrayBuffer().then((bytes) => new Blob(["small:", bytes])));
  };
  return { root, disk: root.disk, visit, handles };
}

/** Files that a user dropped. */
export const folder = (name: string, files: Record<string, string>): FolderSource => ({
  kind: "files",
  name,
  files: new Map(Object.entries(files).map(([path, text]) => [path, new File([text], path, { lastModified: 1000 })])),
});

/** Three items of two identities. */
export const chairs = folder("Chairs", {
  "items.csv":
    "path,label,split,is_query,is_gallery,title\n" +
    "a/1.png,A,train,0,1,Armchair\na/2.png,A,train,1,0,\nb/1.png,B,test,0,1,Bench\n",
  "a/1.png": "one",
  "a/2.png": "two",
  "b/1.png": "three",
});
/** One item, whose path another folder has too. */
export const tables = folder("Tables", {
  "items.csv": "path,label,split,is_query,is_gallery\na/1.png,T,test,0,1\n",
  "a/1.png": "table",
});

/** Proposes and accepts; the pictures are copied. */
export async function importFolder(
  service: DatasetService,
  source: FolderSource,
  name = "Data",
  into: DatasetId | null = null,
) {
  const { proposalId } = await service.propose(nextJob(), source, ignore);
  return service.accept(nextJob(), { proposalId, name, into, copyPictures: true }, ignore);
}

/** All that a user sees of a library. */
export async function seen(service: DatasetService) {
  const records = await service.listDatasets();
  return Promise.all(
    records
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(async ({ id, name, counts }) => {
        const items = [...new ItemList(await service.readItems(id, null))];
        const pictures = await Promise.all(
          items.map(async ({ itemId }) => (await service.readPicture(id, itemId)).file.text()),
        );
        return { name, counts, items, pictures };
      }),
  );
}

/** Paths of all items. */
export const paths = async (service: DatasetService, id: DatasetId) =>
  unpackTexts((await service.readItems(id, null)).paths);

/** What was seen of a picture that is sound; the same bytes for all. */
export function facts(path: string): PictureFacts {
  return {
    itemId: path as ItemId,
    bytes: 3,
    modified: 1000,
    sha256: "ab".repeat(32),
    width: 64,
    height: 64,
    color: "gray",
    ink: 0.5,
    isBlank: false,
    fault: "",
  };
}
