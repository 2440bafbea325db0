import { useCallback, useEffect } from "react";

import { useWindowDrop } from "./useWindowDrop";

/**
 * Listens for files dropped anywhere in the window, and for pasted pictures.
 *
 * @param onFiles gets the files, and whether Shift was held
 * @returns whether files are being dragged over the window now
 */
export function useDroppedPictures(onFiles: (files: readonly File[], isAdding: boolean) => void): boolean {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = Array.from(event.clipboardData?.files ?? []);
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files, false);
    };
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, [onFiles]);
  return useWindowDrop(
    useCallback(
      (transfer: DataTransfer, isAdding: boolean) => onFiles(Array.from(transfer.files), isAdding),
      [onFiles],
    ),
  );
}
