import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";

/** Serves the files of one folder to a page of another origin on this machine. */
export interface FileServer {
  readonly address: string;
  close(): Promise<void>;
}

/** @param folder absolute; only files directly in it are served */
export async function serveFiles(folder: string): Promise<FileServer> {
  const server = createServer((request, response) => {
    const file = join(folder, basename(request.url ?? ""));
    stat(file).then(
      ({ size }) => {
        response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Length": size });
        createReadStream(file).pipe(response);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
