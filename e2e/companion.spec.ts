import type { Page } from "@playwright/test";
import { z } from "zod";

import {
  companionFailureSchema,
  companionFoldersSchema,
  type ListingLine,
  listingLineSchema,
} from "../src/contracts/companionApi";
import { companionToken } from "./companionToken";
import { expect, test } from "./studio";

const answerSchema = z.object({ status: z.number(), body: z.string(), type: z.string() });

/** What the page itself gets from an address, with what its browser holds. */
function ask(page: Page, url: string, headers: Record<string, string> = {}) {
  return page
    .evaluate(
      async ([address, headers]) => {
        const response = await fetch(address, { headers });
        const type = response.headers.get("content-type") ?? "";
        return { status: response.status, body: await response.text(), type };
      },
      [url, headers] as const,
    )
    .then((answer) => answerSchema.parse(answer));
}

test("shows its folders to a page that was opened with the token", async ({ page }) => {
  await page.goto(`/?token=${companionToken}`);
  const { folders } = companionFoldersSchema.parse(JSON.parse((await ask(page, "/api/folders")).body));
  expect(folders).toEqual([{ id: "drawings", name: "Drawings" }]);
  const listing = await ask(page, "/api/folders/drawings/listing");
  const lines = listing.body
    .trimEnd()
    .split("\n")
    .map((line) => listingLineSchema.parse(JSON.parse(line)));
  const paths = lines.flatMap((line: ListingLine) => ("path" in line ? [line.path] : []));
  expect(paths.length).toBeGreaterThan(10);
  expect(paths).toEqual([...paths].sort());
  expect(lines.at(-1)).toEqual({ skipped: "outside", reason: "symbolic link that leaves the folder" });
});

test("gives a page pictures whole and in part", async ({ page }) => {
  await page.goto(`/?token=${companionToken}`);
  expect(await ask(page, "/api/folders/drawings/files/notes.txt")).toMatchObject({
    status: 200,
    body: "not a picture\n",
    type: "application/octet-stream",
  });
  const part = await ask(page, "/api/folders/drawings/files/notes.txt", { Range: "bytes=4-12" });
  expect([part.status, part.body]).toEqual([206, "a picture"]);
  expect((await ask(page, "/api/folders/drawings/files/outside/package.json")).status).toBe(401);
});

test("tells a page without the token what to do, and the page works all the same", async ({ page }) => {
  await page.goto("/");
  const answer = await ask(page, "/api/folders");
  expect(answer.status).toBe(401);
  expect(companionFailureSchema.parse(JSON.parse(answer.body))).toMatchObject({
    name: "CompanionRefusedError",
    hint: expect.stringContaining("npm start"),
  });
  await expect(page.getByRole("main")).toBeVisible();
});
