/** Hands a file to the user as a download. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own reference once it began; a minute is more than that takes.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
