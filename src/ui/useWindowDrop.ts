import { useEffect, useState } from "react";

/**
 * Listens for files and folders dropped anywhere in the window.
 *
 * @param onDrop is called while the transfer can still be read, and must keep its identity between renders
 * @returns whether files are being dragged over the window now
 */
export function useWindowDrop(onDrop: (transfer: DataTransfer, isShiftHeld: boolean) => void): boolean {
  const [isDragging, setIsDragging] = useState(false);
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const onDragOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setIsDragging(true);
    };
    const onDragLeave = (event: DragEvent) => {
      // Only leaving the window has no element that is entered.
      if (event.relatedTarget === null) setIsDragging(false);
    };
    const onWindowDrop = (event: DragEvent) => {
      setIsDragging(false);
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      onDrop(event.dataTransfer, event.shiftKey);
    };
    window.addEventListener("dragover", onDragOver);
    window.addEventListener("dragleave", onDragLeave);
    window.addEventListener("drop", onWindowDrop);
    return () => {
      window.removeEventListener("dragover", onDragOver);
      window.removeEventListener("dragleave", onDragLeave);
      window.removeEventListener("drop", onWindowDrop);
    };
  }, [onDrop]);
  return isDragging;
}
