import { afterEach, describe, expect, it, vi } from "vitest";

import { CompanionSource } from "./companionSource";

const never = new AbortController().signal;
const baseUrl = "http://127.0.0.1:4173/api/folders/abc";

function answerWith(answer: (url: string) => Response | Promise<Response>): void {
  vi.stubGlobal("fetch", (url: string) => Promise.resolve(answer(url)));
}

/** A listing that arrives in pieces of a few bytes. */
function inPieces(text: string): Response {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (at >= bytes.length) controller.close();
    else controller.enqueue(bytes.slice(at, (at += 5)));
  };
  return new Response(new ReadableStream({ pull }));
}

afterEach(() => vi.unstubAllGlobals());

describe("CompanionSource", () => {
  it("reads a listing that arrives in pieces, in any language", async () => {
    const lines = [
      { path: "é/日本.png", bytes: 5, modified: 7 },
      { path: "a.png", bytes: 1, modified: 8 },
      { skipped: "link.png", reason: "symbolic link" },
    ];
    answerWith(() => inPieces(lines.map((line) => JSON.stringify(line)).join("\n")));
    const listing = await new CompanionSource("set", baseUrl).list(never, () => undefined);
    expect(listing).toEqual({
      files: [
        { path: "a.png", bytes: 1, modified: 8 },
        { path: "é/日本.png", bytes: 5, modified: 7 },
      ],
      skipped: [{ reason: "symbolic link", paths: ["link.png"] }],
      faults: [],
    });
  });

  it("opens a file by its escaped path", async () => {
    const asked: string[] = [];
    answerWith((url) => (asked.push(url), new Response("content")));
    const file = await new CompanionSource("set", `${baseUrl}/`).open("a b/#1?.png");
    expect(await file.text()).toBe("content");
    expect(asked).toEqual([`${baseUrl}/files/a%20b/%231%3F.png`]);
  });

  it("says which file is missing", async () => {
    answerWith(() => new Response("", { status: 404 }));
    await expect(new CompanionSource("set", baseUrl).open("a.png")).rejects.toMatchObject({
      name: "PictureMissingError",
      message: expect.stringContaining("set/a.png") as string,
    });
  });

  it("passes on why the companion refuses", async () => {
    const failure = { name: "FolderReadError", message: "the folder is gone", hint: "name it again" };
    answerWith(() => Response.json(failure, { status: 410 }));
    await expect(new CompanionSource("set", baseUrl).list(never, () => undefined)).rejects.toMatchObject(failure);
  });

  it("says that no companion answers, or something else does", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const source = new CompanionSource("set", baseUrl);
    await expect(source.list(never, () => undefined)).rejects.toMatchObject({ name: "CompanionUnreachableError" });
    answerWith(() => new Response("<html>", { status: 502 }));
    await expect(source.open("a.png")).rejects.toMatchObject({
      name: "CompanionUnreachableError",
      message: expect.stringContaining("HTTP 502") as string,
    });
  });

  it("does not take half a listing for a whole one", async () => {
    const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      controller.enqueue(new TextEncoder().encode('{"path":"a.png","bytes":1,"modified":1}\n{"pa'));
      setTimeout(() => controller.error(new TypeError("connection lost")));
    };
    answerWith(() => new Response(new ReadableStream({ start })));
    await expect(new CompanionSource("set", baseUrl).list(never, () => undefined)).rejects.toMatchObject({
      name: "CompanionUnreachableError",
    });
    answerWith(() => new Response('{"path":"a.png","bytes":1,"modified":1}\n{"pa'));
    await expect(new CompanionSource("set", baseUrl).list(never, () => undefined)).rejects.toMatchObject({
      name: "FolderReadError",
    });
  });

  it("stops reading when it is cancelled", async () => {
    const controller = new AbortController();
    answerWith(() => inPieces('{"path":"a.png","bytes":1,"modified":1}\n'.repeat(3)));
    const listing = new CompanionSource("set", baseUrl).list(controller.signal, () => undefined);
    controller.abort();
    await expect(listing).rejects.toMatchObject({ name: "AbortError" });
  });

  it("refuses a path that would lead out of the folder", async () => {
    answerWith(() => new Response('{"path":"../a.png","bytes":1,"modified":1}\n'));
    const { files, faults } = await new CompanionSource("set", baseUrl).list(never, () => undefined);
    expect(files).toEqual([]);
    expect(faults).toMatchObject([{ file: "../a.png" }]);
  });
});
