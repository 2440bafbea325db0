/** A small file as a `data:` URL, to be part of another file. */
export async function dataUrlOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let letters = "";
  // Engines allow some ten thousand arguments to a call.
  for (let at = 0; at < bytes.length; at += slice) letters += String.fromCharCode(...bytes.subarray(at, at + slice));
  return `data:${file.type};base64,${btoa(letters)}`;
}

const slice = 8192;
