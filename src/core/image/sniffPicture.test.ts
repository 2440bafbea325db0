import { describe, expect, it } from "vitest";

import { describeBytes, sniffPicture } from "./sniffPicture";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe("sniffPicture", () => {
  it.each([
    ["\x89PNG\r\n\x1a\n", "PNG"],
    ["\xff\xd8\xff\xe0", "JPEG"],
    ["RIFF\x10\0\0\0WEBPVP8 ", "WebP"],
    ["GIF87a", "GIF"],
    ["GIF89a", "GIF"],
    ["BM", "BMP"],
    ["II*\0", "TIFF"],
    ["MM\0*", "TIFF"],
    ["junk before %PDF-1.7", "PDF"],
    ["<svg/>", "SVG"],
    ['\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <html> -->\n<svg:svg xmlns:svg="…">', "SVG"],
    ["<!DOCTYPE svg [ <!ENTITY a 'b'> ", "SVG"],
    ["\xff\xfe<\0s\0v\0g\0 ", "SVG"],
  ])("knows %j as %s", (text, format) => {
    expect(sniffPicture(bytes(text))).toBe(format);
  });

  it.each(["", "PK\x03\x04", "<html><svg/></html>", "<!doctype html>", "RIFF\x10\0\0\0WAVE", "svg", "\x89PN"])(
    "takes %j for no picture",
    (text) => {
      expect(sniffPicture(bytes(text))).toBeNull();
    },
  );
});

describe("describeBytes", () => {
  it("says what a file looks like, with its first bytes", () => {
    expect(describeBytes(bytes("PK\x03\x04"))).toBe("a ZIP archive or an office document (first bytes 50 4B 03 04)");
    expect(describeBytes(bytes("\0\0\0\x1cftypheic"))).toMatch(/^a HEIC picture/);
    expect(describeBytes(bytes("ordinary words, ü"))).toMatch(/^plain text/);
    expect(describeBytes(Uint8Array.of(1, 2, 3))).toBe("something else (first bytes 01 02 03)");
    expect(describeBytes(new Uint8Array())).toBe("an empty file of 0 bytes");
  });
});
