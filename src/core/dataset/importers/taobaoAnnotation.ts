// What an annotation file of Taobao live says, from JSON.
import { boxOf } from "./pictureNames";
import type { Item } from "../item";

/** A garment that somebody marked on a picture or a frame. */
export interface MarkedInstance {
  /** Above 0; the same number, in any picture or frame, is the same product. */
  readonly instance: number;
  readonly box: NonNullable<Item["box"]>;
  /** Kind of garment; "" where none is given. */
  readonly category: string;
}

/** What an annotation file marks on one picture, or on one frame of a video. */
export interface MarkedPicture {
  /** Null for a picture of a product. */
  readonly frame: number | null;
  readonly instances: readonly MarkedInstance[];
}

/**
 * Reads one annotation file: `annotations` of a picture, or `frames` of a video, each with `frame_index` and `annotations`.
 * Instances numbered 0 belong to no product and are left out.
 *
 * @param fault told of everything that is wrong; an annotation with a fault is left out
 */
export function parseAnnotationFile(value: unknown, fault: (message: string) => void): MarkedPicture[] {
  const { annotations, frames } = recordOf(value);
  if (Array.isArray(annotations)) return [{ frame: null, instances: parseInstances(annotations, "", fault) }];
  if (!Array.isArray(frames)) {
    fault("expected the list annotations of a picture, or frames of a video; found neither");
    return [];
  }
  const marked: MarkedPicture[] = [];
  frames.forEach((value: unknown, i) => {
    const { frame_index: frame, annotations: list } = recordOf(value);
    if (typeof frame !== "number" || !Number.isInteger(frame) || !Array.isArray(list)) {
      fault(`expected frames[${i}] to have a whole number frame_index and a list annotations`);
    } else marked.push({ frame, instances: parseInstances(list, `frames[${i}].`, fault) });
  });
  return marked;
}

function parseInstances(
  annotations: readonly unknown[],
  prefix: string,
  fault: (message: string) => void,
): MarkedInstance[] {
  const instances: MarkedInstance[] = [];
  annotations.forEach((value, i) => {
    const { instance_id: instance, box: bounds, label } = recordOf(value);
    const place = `${prefix}annotations[${i}]`;
    if (typeof instance !== "number" || !Number.isInteger(instance) || instance < 0) {
      fault(`expected ${place}.instance_id to be a whole number; found ${shown(instance)}`);
      return;
    }
    const box = Array.isArray(bounds) ? boxOf(bounds.map((bound) => (typeof bound === "number" ? bound : NaN))) : null;
    if (box === null) {
      fault(`expected ${place}.box as [left, top, right, bottom] with 0 <= left < right and 0 <= top < bottom; found ${shown(bounds)}`); // prettier-ignore
    } else if (instance > 0) instances.push({ instance, box, category: typeof label === "string" ? label : "" });
  });
  return instances;
}

/** JSON.stringify gives undefined for undefined, which its type does not tell. */
function shown(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
