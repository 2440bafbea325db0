import { beforeEach, describe, expect, it } from "vitest";

import type { ItemId } from "../core/dataset/item";
import {
  activateView,
  addViews,
  applyMarks,
  changeEdit,
  changeShow,
  changeView,
  chooseFusion,
  intentStore,
  openHit,
  redo,
  removeView,
  replaceIntent,
  startQuery,
  undo,
} from "./intentStore";
import { emptyIntent, type QueryView, viewOf } from "./searchIntent";

const view = (name: string): QueryView => viewOf({ kind: "item", itemId: name as ItemId });
const now = () => intentStore.getState();
const names = () => now().query.views.map(({ source }) => (source.kind === "item" ? source.itemId : source.name));

beforeEach(() => replaceIntent(emptyIntent));

describe("the intent", () => {
  it("undoes and redoes edits of the query one by one", () => {
    startQuery([view("chair")]);
    changeEdit({ quarterTurns: 1 });
    changeEdit({ isMirrored: true });
    undo();
    expect(now().query.views[0]?.edit).toMatchObject({ quarterTurns: 1, isMirrored: false });
    redo();
    expect(now().query.views[0]?.edit).toMatchObject({ quarterTurns: 1, isMirrored: true });
    undo();
    undo();
    undo();
    undo();
    expect(now().query.views).toEqual([]);
  });

  it("forgets what was undone once something new is done", () => {
    startQuery([view("chair")]);
    undo();
    startQuery([view("table")]);
    redo();
    expect(names()).toEqual(["table"]);
  });

  it("does not count a change that changes nothing as a step", () => {
    startQuery([view("chair")]);
    const { past } = now();
    changeEdit({ isMirrored: false });
    chooseFusion("max");
    expect(now().past).toBe(past);
  });

  it("keeps filters through a new query, but not the threshold, which belonged to other scores", () => {
    startQuery([view("chair")]);
    changeShow({ threshold: 0.4, categories: ["Kitchen"], isGrouped: true });
    openHit("hit" as ItemId);
    startQuery([view("table")]);
    expect(now().show).toMatchObject({ threshold: null, categories: ["Kitchen"], isGrouped: true });
    expect(now().openItem).toBeNull();
  });

  it("drops marks with the query that they steered", () => {
    startQuery([view("chair")]);
    applyMarks(["a" as ItemId], ["b" as ItemId]);
    expect(now().query).toMatchObject({ liked: ["a"], disliked: ["b"] });
    startQuery([view("table")]);
    expect(now().query).toMatchObject({ liked: [], disliked: [] });
  });

  it("shows the view that was added, and a neighbor of the one removed", () => {
    startQuery([view("a"), view("b")]);
    addViews([view("c")]);
    expect(now().activeView).toBe(2);
    changeView(2, { weight: 0.5 });
    removeView(2);
    expect(now().activeView).toBe(1);
    activateView(0);
    removeView(1);
    expect([names(), now().activeView]).toEqual([["a"], 0]);
  });

  it("refuses a ninth view and stays as it was", () => {
    startQuery(Array.from({ length: 8 }, (_, at) => view(String(at))));
    const before = now().query;
    expect(() => addViews([view("ninth")])).toThrow(/at most 8 pictures in one query, found 9/);
    expect(now().query).toBe(before);
  });
});
