import { createStore } from "zustand/vanilla";

import type { OpenedPicture } from "../contracts/embedService";
import { isAbortError, isStudioError, StudioError, type StudioErrorShape } from "../core/errors";
import { pictureKey, type PictureSource, type QueryView } from "./searchIntent";
import { services } from "./services";
import { type PictureFile, readItemPicture } from "./galleryPictures";
import { studioStore } from "./studioStore";

export interface PictureState {
  /** Open pages by `pictureKey`. A preview is at most 1024 pixels a side, and at most `mostOpen` are open. */
  readonly open: ReadonlyMap<string, OpenedPicture>;
  /** Why pages of the query could not be opened, by `pictureKey`. */
  readonly failures: ReadonlyMap<string, StudioErrorShape>;
  /** Set when a picture could not be kept for the next visit; searching went on. */
  readonly keepFailure: StudioErrorShape | null;
}

// Two full queries of eight views: switching between them by undo opens nothing again.
const mostOpen = 16;

export const pictureStore = createStore<PictureState>(() => ({
  open: new Map(),
  failures: new Map(),
  keepFailure: null,
}));

/** Pictures of this visit by hash: the query works where the browser keeps nothing. */
const droppedPictures = new Map<string, Blob>();

/**
 * Reads a user's file as a query picture: opens its first page, so that a bad file changes nothing, and keeps it.
 *
 * @returns where the picture can be found from now on
 */
export async function takePicture(signal: AbortSignal, file: Blob, name: string): Promise<PictureSource> {
  const [opened, sha256] = await Promise.all([
    services().embedder.openPicture(signal, file, name, 0),
    services().hashOf(file),
  ]);
  signal.throwIfAborted();
  const source: PictureSource = { kind: "kept", sha256, name };
  droppedPictures.set(sha256, file);
  remember(pictureKey({ source, page: 0 }), opened);
  // Not awaited: the search need not wait for the disk.
  void services()
    .browserStore.keepPicture(sha256, file)
    .then(
      () => pictureStore.setState({ keepFailure: null }),
      (error: unknown) => pictureStore.setState({ keepFailure: expectedFailure(error) }),
    );
  return source;
}

/** Opens a view's page, or finds it open. A failure is also noted for the view that shows it. */
export async function openView(signal: AbortSignal, view: QueryView): Promise<OpenedPicture> {
  const key = pictureKey(view);
  const known = pictureStore.getState().open.get(key);
  if (known !== undefined) {
    remember(key, known);
    return known;
  }
  try {
    const { file, page } = await findFile(signal, view.source);
    const opened = await services().embedder.openPicture(signal, file, nameOf(view.source), page + view.page);
    signal.throwIfAborted();
    remember(key, opened);
    return opened;
  } catch (error) {
    if (!isAbortError(error)) {
      const failure = expectedFailure(error);
      pictureStore.setState(({ failures }) => ({ failures: new Map(failures).set(key, failure) }));
    }
    throw error;
  }
}

/** The file of a source, wherever it lies, and the page of it that the source means. */
async function findFile(signal: AbortSignal, source: PictureSource): Promise<PictureFile> {
  if (source.kind === "kept") return { file: await findPicture(source), page: 0 };
  const { gallery } = studioStore.getState();
  if (gallery === null) throw new Error("an item's picture needs an open gallery");
  return readItemPicture(signal, gallery, source.itemId);
}

/** A user's picture that this browser holds. */
export async function findPicture(source: PictureSource & { readonly kind: "kept" }): Promise<Blob> {
  const picture = droppedPictures.get(source.sha256) ?? (await services().browserStore.findPicture(source.sha256));
  if (picture !== null) return picture;
  throw new StudioError(
    "PictureMissingError",
    `this search needs the picture "${source.name}", and this browser does not hold it`,
    "Pictures never leave the browser they were dropped into. Get the file from whoever sent the link and drop it here.",
  );
}

/** How many pages a view's picture has, as any of its open pages tells; 1 while none is open. */
export function pageCount({ open }: PictureState, view: QueryView): number {
  const file = pictureKey({ source: view.source, page: 0 }).replace(/0$/, "");
  for (const [key, { pages }] of open) if (key.startsWith(file)) return pages;
  return 1;
}

/** What a person calls a source. */
export function nameOf(source: PictureSource): string {
  return source.kind === "kept" ? source.name : (source.itemId.split("/").at(-1) ?? source.itemId);
}

/** Closes the pictures of items: another gallery's items may have the same paths. */
export function forgetItemPictures(): void {
  pictureStore.setState((state) => {
    const kept = [...state.open].filter(([key]) => !key.startsWith("item:"));
    for (const [key, picture] of state.open) if (key.startsWith("item:")) close(picture);
    return { open: new Map(kept), failures: new Map() };
  });
}

function close({ pictureId, preview }: OpenedPicture): void {
  services().embedder.closePicture(pictureId);
  preview.close();
}

function remember(key: string, opened: OpenedPicture): void {
  pictureStore.setState((state) => {
    const open = new Map(state.open);
    // Taken out and put back, so that the map's order is the order of use.
    open.delete(key);
    open.set(key, opened);
    for (const [oldest, picture] of open) {
      if (open.size <= mostOpen) break;
      open.delete(oldest);
      close(picture);
    }
    const failures = new Map(state.failures);
    failures.delete(key);
    return { open, failures };
  });
}

function expectedFailure(error: unknown): StudioErrorShape {
  if (isStudioError(error)) return error;
  throw error;
}
