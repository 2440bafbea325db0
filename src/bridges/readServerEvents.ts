/** One server-sent event: its number and its data, lines joined. */
export interface ServerEvent {
  readonly id: string;
  readonly data: string;
}

/**
 * Reads a stream of server-sent events, as the companion writes them: comments, `id:` and `data:` lines, `\n` at line ends.
 *
 * The browser's own EventSource tells neither the status nor the words of a refusal, and tries again for ever.
 *
 * @see HTML Standard, section 9.2.6
 */
export async function* readServerEvents(response: Response): AsyncGenerator<ServerEvent> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      const blocks = (rest + part.value).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = readBlock(block);
        if (event !== null) yield event;
      }
    }
  } finally {
    await reader?.cancel().catch(() => undefined); // broken already
  }
}

function readBlock(block: string): ServerEvent | null {
  const lines = block.split("\n");
  const valuesOf = (field: string): string[] =>
    lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).replace(/^ /, ""));
  const data = valuesOf("data");
  return data.length === 0 ? null : { id: valuesOf("id").at(-1) ?? "", data: data.join("\n") };
}
