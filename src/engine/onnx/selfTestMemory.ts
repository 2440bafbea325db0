// What self-tests found, kept per adapter and model in the origin's private file system: a test costs two engines and
// sixteen runs, and its answer does not change.
import type { SelfTestResult } from "./selfTest";

const folderName = "self-tests";

/** The remembered result, or null where there is none or the browser keeps no files. */
export async function recallSelfTest(adapter: string, modelSha256: string): Promise<SelfTestResult | null> {
  try {
    const file = await openFile(adapter, modelSha256, false);
    const kept = JSON.parse(await (await file.getFile()).text()) as Partial<SelfTestResult>;
    return typeof kept.cosine === "number" && typeof kept.picture === "number"
      ? { cosine: kept.cosine, picture: kept.picture }
      : null;
  } catch {
    return null; // never tested here, private window, or a file cut short: the test runs again
  }
}

/** Keeps a result; where the browser keeps no files, the next opening tests again. */
export async function rememberSelfTest(adapter: string, modelSha256: string, result: SelfTestResult): Promise<void> {
  try {
    const writable = await (await openFile(adapter, modelSha256, true)).createWritable();
    await writable.write(JSON.stringify(result));
    await writable.close();
  } catch {
    // Losing it costs a second test, nothing else.
  }
}

async function openFile(adapter: string, modelSha256: string, create: boolean): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(folderName, { create });
  return folder.getFileHandle(`${encodeURIComponent(adapter).slice(0, 100)}-${modelSha256}.json`, { create });
}
