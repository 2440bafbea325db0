import type { Page } from "@playwright/test";

/** Files by path, as base64. */
export type FolderFiles = Readonly<Record<string, string>>;

declare global {
  interface Window {
    /** Folders that the next dialogs of the browser answer with. */
    userFolders: FileSystemDirectoryHandle[];
  }
}

/**
 * Makes a folder that stands for one of the user's disk, and lets the next dialog for a folder answer with it. It lies in
 * the origin's private file system: its handles are of the same kind, and no dialog can be driven from outside.
 */
export async function offerFolder(page: Page, name: string, files: FolderFiles): Promise<void> {
  await page.evaluate(
    async ({ name, files }) => {
      const root = await navigator.storage.getDirectory();
      const disk = await root.getDirectoryHandle("disk of the user", { create: true });
      const folder = await disk.getDirectoryHandle(name, { create: true });
      for (const [path, base64] of Object.entries(files)) {
        const parts = path.split("/");
        let within = folder;
        for (const part of parts.slice(0, -1)) within = await within.getDirectoryHandle(part, { create: true });
        const file = await within.getFileHandle(parts.at(-1) ?? "", { create: true });
        const writable = await file.createWritable();
        await writable.write(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
        await writable.close();
      }
      window.userFolders = [folder];
      window.showDirectoryPicker = () => Promise.resolve(window.userFolders.shift() ?? folder);
    },
    { name, files },
  );
}

/** Drops files, each a name and bytes, with the browser's own transfer. */
export async function dropFiles(
  page: Page,
  files: readonly (readonly [name: string, bytes: Uint8Array])[],
): Promise<void> {
  const encoded = files.map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")] as const);
  await page.evaluate((entries) => {
    const transfer = new DataTransfer();
    for (const [name, base64] of entries) {
      transfer.items.add(new File([Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0))], name));
    }
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, encoded);
}
