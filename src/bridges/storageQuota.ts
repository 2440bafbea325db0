/** What this browser keeps for the page's origin, and how much it would. Bytes; null where the browser does not tell. */
export interface StorageQuota {
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  /** Whether the browser promised not to clear it by itself when the disk gets full. */
  readonly isPersistent: boolean;
}

/** Asks the browser about the room for this page. */
export async function readStorageQuota(): Promise<StorageQuota> {
  const { usage, quota } = await navigator.storage.estimate();
  return { usedBytes: usage ?? null, quotaBytes: quota ?? null, isPersistent: await navigator.storage.persisted() };
}

/** Asks the browser not to clear what it keeps for this page by itself. Some browsers ask the user, some decide alone. */
export async function askPersistence(): Promise<boolean> {
  return navigator.storage.persist();
}
