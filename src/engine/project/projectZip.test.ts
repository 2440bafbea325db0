import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { documentKinds, type ProjectManifest } from "../../contracts/projectFile";
import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { CheckpointId } from "../../core/embedding/checkpointManifest";
import { openProjectZip, ProjectZipWriter } from "./projectZip";

const signal = new AbortController().signal;
const empty: ProjectManifest = {
  schema: 1,
  name: "P",
  studio: "0.1.0",
  createdAt: "2026-11-25T00:00:00.000Z",
  datasets: [],
  checkpoints: [],
  documents: [],
};

async function zipOf(manifest: object, files: Readonly<Record<string, Blob | string>> = {}): Promise<Blob> {
  const writer = new ProjectZipWriter();
  for (const [path, content] of Object.entries(files)) await writer.add(path, content);
  return writer.finish(manifest as ProjectManifest);
}

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const folder = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?$/);
const manifests = fc.record({
  schema: fc.constant(1 as const),
  name: text,
  studio: text,
  createdAt: text,
  datasets: fc.array(
    fc.record({
      folder,
      id: text as unknown as fc.Arbitrary<DatasetId>,
      name: text,
      layout: text,
      createdAt: fc.nat(),
      items: fc.nat(),
      hasPictures: fc.boolean(),
      sources: fc.array(
        fc.record({ sourceId: text, kind: fc.constantFrom("handle", "copy", "none"), name: text, prefix: text }),
        { maxLength: 2 },
      ),
      tables: fc.array(
        fc.record({
          folder,
          checkpoint: fc.record({
            id: text as unknown as fc.Arbitrary<CheckpointId>,
            sha256: text,
            dimension: fc.integer({ min: 1, max: 4096 }),
          }),
          rows: fc.nat(),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 3 },
  ),
  checkpoints: fc.array(fc.record({ folder, id: text as unknown as fc.Arbitrary<CheckpointId> }), { maxLength: 2 }),
  documents: fc.array(fc.record({ kind: fc.constantFrom(...documentKinds), path: folder }), { maxLength: 3 }),
});

describe("a project file", () => {
  it("comes back as it was written, whatever is in it", async () => {
    await fc.assert(
      fc.asyncProperty(
        manifests,
        fc.dictionary(fc.stringMatching(/^[a-z]{1,6}\/[^/\0\\]{1,8}\.(npy|json|csv)$/u), fc.uint8Array()),
        async (manifest, files) => {
          const contents = Object.entries(files).map(([path, bytes]) => [path, new Blob([Uint8Array.from(bytes)])]);
          const zip = await openProjectZip(
            await zipOf(manifest, Object.fromEntries(contents) as Record<string, Blob>),
            signal,
          );
          expect(zip.manifest).toEqual(manifest);
          for (const [path, bytes] of Object.entries(files)) {
            expect(new Uint8Array(await (await zip.read(path)).arrayBuffer())).toEqual(Uint8Array.from(bytes));
          }
          await zip.close();
        },
      ),
      { numRuns: 30, seed: 7 },
    );
  });

  it("lists what lies below a folder", async () => {
    const zip = await openProjectZip(await zipOf(empty, { "a/b/c.json": "{}", "a/d.csv": "x", "ab/e": "" }), signal);
    expect(zip.list("a")).toEqual(["b/c.json", "d.csv"]);
  });

  it("tells a version that it does not know with both numbers", async () => {
    await expect(openProjectZip(await zipOf({ ...empty, schema: 3 }), signal)).rejects.toMatchObject({
      name: "ProjectFormatError",
      message: "expected schema 1 in project.json; found 3",
    });
  });

  it.each([
    ["a file that is no zip", () => Promise.resolve(new Blob(["PK but not really"])), /expected a project file/],
    ["a file that was cut short", async () => (await zipOf(empty)).slice(0, -30), /expected a project file/],
    ["a manifest without a name", () => zipOf({ ...empty, name: "" }), /project\.json: name/],
  ])("refuses %s", async (_, make, message) => {
    await expect(openProjectZip(await make(), signal)).rejects.toMatchObject({
      name: "ProjectFormatError",
      message: expect.stringMatching(message) as string,
    });
  });

  it("tells a file in it that is damaged, and one that is missing", async () => {
    const whole = new Uint8Array(await (await zipOf(empty, { "v.npy": new Blob(["0123456789"]) })).arrayBuffer());
    const at = new TextDecoder("latin1").decode(whole).indexOf("0123456789");
    whole[at + 4] = 0x58;
    const zip = await openProjectZip(new Blob([whole]), signal);
    await expect(zip.read("v.npy")).rejects.toMatchObject({ message: expect.stringMatching(/v\.npy/) as string });
    await expect(zip.read("w.npy")).rejects.toMatchObject({ message: expect.stringMatching(/no such file/) as string });
  });
});
