import { BlobReader, BlobWriter, type FileEntry, TextWriter, ZipReader, ZipWriter } from "@zip.js/zip.js";

import { type ProjectManifest, projectManifestSchema, projectSchema } from "../../contracts/projectFile";
import type { CancelSignal } from "../../core/cancelSignal";
import { StudioError } from "../../core/errors";

const manifestName = "project.json";

/** Writes a project file. Vectors and pictures are stored as they are: neither gets smaller. */
export class ProjectZipWriter {
  // The service runs in a worker already; zip.js must not start more.
  readonly #zip = new ZipWriter(new BlobWriter("application/zip"), { useWebWorkers: false, level: 0, zip64: true });

  async add(path: string, content: Blob | string): Promise<void> {
    const bytes = typeof content === "string" ? new Blob([content]) : content;
    const isText = /\.(json|jsonl|csv)$/.test(path);
    await this.#zip.add(path, new BlobReader(bytes), { level: isText ? 6 : 0 });
  }

  /** The manifest goes last: a file that was cut short has none. */
  async finish(manifest: ProjectManifest): Promise<Blob> {
    await this.add(manifestName, JSON.stringify(manifest, null, 1));
    return this.#zip.close();
  }
}

/** A project file that is open for reading; every file in it is checked against its checksum as it is read. */
export interface ProjectZip {
  readonly manifest: ProjectManifest;
  /** @throws ProjectFormatError where the file is missing or damaged */
  read(path: string): Promise<Blob>;
  readText(path: string): Promise<string>;
  /** Paths below a folder, without it. */
  list(folder: string): string[];
  close(): Promise<void>;
}

/**
 * Opens a project file.
 *
 * @throws StudioError ProjectFormatError for a file that is no zip, has no manifest, or is of another version
 */
export async function openProjectZip(file: Blob, signal: CancelSignal): Promise<ProjectZip> {
  const zip = new ZipReader(new BlobReader(file), { useWebWorkers: false, checkSignature: true });
  const listed = await zip.getEntries().catch((error: unknown) => {
    throw projectError(`expected a project file (a zip); found ${reasonOf(error)}`);
  });
  signal.throwIfAborted();
  const entries = new Map<string, FileEntry>();
  for (const entry of listed) if (!entry.directory) entries.set(entry.filename, entry);
  const find = (path: string): FileEntry => {
    const entry = entries.get(path);
    if (entry === undefined) throw projectError(`expected ${path} in the project; found no such file`);
    return entry;
  };
  const readText = async (path: string): Promise<string> => checked(path, find(path).getData(new TextWriter()));
  const manifest = parseManifest(await readText(manifestName));
  return {
    manifest,
    read: async (path) => checked(path, find(path).getData(new BlobWriter())),
    readText,
    list: (folder) =>
      [...entries.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    close: () => zip.close(),
  };
}

function parseManifest(text: string): ProjectManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw projectError(`expected JSON in ${manifestName}; found "${text.slice(0, 40)}"`);
  }
  const schema: unknown = typeof json === "object" && json !== null ? Reflect.get(json, "schema") : undefined;
  if (schema !== projectSchema) {
    throw new StudioError(
      "ProjectFormatError",
      `expected schema ${projectSchema} in ${manifestName}; found ${String(schema)}`,
      "Open the project with the version of the studio that wrote it, or a newer one.",
    );
  }
  const parsed = projectManifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw projectError(`${manifestName}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not as expected"}`);
}

async function checked<Content>(path: string, reading: Promise<Content>): Promise<Content> {
  return reading.catch((error: unknown) => {
    throw projectError(`expected ${path} in the project to be whole; found ${reasonOf(error)}`);
  });
}

/** The error of a project file that cannot be opened. */
export function projectError(message: string): StudioError {
  return new StudioError(
    "ProjectFormatError",
    message,
    "Export the project again, or copy the file once more; nothing was changed here.",
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
