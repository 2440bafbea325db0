import type { FolderSource } from "../contracts/datasetService";
import type { ItemId } from "../core/dataset/item";
import { sheetOf } from "../core/dataset/sheet";
import { services } from "./services";

/** Addresses of pictures of the proposal that is open. */
const addresses = new Map<string, Promise<string>>();

/** Address of the picture of an item that is about to be imported; "" where it cannot be shown before it is. */
export function proposalPictureUrl(source: FolderSource, itemId: ItemId): Promise<string> {
  const { path, page } = sheetOf(itemId);
  // Browsers draw neither TIFF nor PDF in an image element.
  if (page > 0 || /\.(tiff?|pdf)$/i.test(path)) return Promise.resolve("");
  const address = addresses.get(path) ?? readAddress(source, path);
  addresses.set(path, address);
  return address;
}

/** Takes the addresses back: their proposal is done with. */
export function forgetProposalPictures(): void {
  for (const address of addresses.values()) {
    void address.then((url) => {
      if (url !== "") URL.revokeObjectURL(url);
    });
  }
  addresses.clear();
}

async function readAddress(source: FolderSource, path: string): Promise<string> {
  const file = await services().readSourceFile(source, path);
  return file === null ? "" : URL.createObjectURL(file);
}
