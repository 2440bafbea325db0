import type { EditedPicture, ExplainedMatch, ExplainedSide } from "../contracts/embedService";
import type { FeatureMap } from "../core/aggregation/featureMap";
import { viewsOf } from "../core/embedding/derivedManifest";
import { isPlain } from "../core/embedding/embeddingViews";
import { type AdditiveVector, additiveVector } from "../core/explain/additiveVector";
import { type AffineHead, embeddingOfPlaces, poolingHead } from "../core/explain/affineHead";
import { explainMatch, type PlaceScores } from "../core/explain/explainMatch";
import { placesInBox } from "../core/explain/placesInBox";
import { storedVector, type Whitening } from "../core/embedding/whitening";
import { boxWithin, type FractionBox } from "../core/image/fractionBox";
import type { Pixels } from "../core/image/pixels";
import { preprocess } from "../core/image/preprocess";
import type { QueryEdit } from "../core/image/queryEdit";
import { denoisedPixels } from "../core/image/viewInputs";
import { type SeenPart, seenPart } from "../core/image/seenPart";
import type { CheckpointFolder } from "./checkpoint/openCheckpointFolder";
import type { EmbeddingSession } from "./onnx/embeddingSession";

/** A picture as the network saw it, kept so that a second look costs no run. */
interface SeenPicture {
  readonly map: FeatureMap;
  readonly seen: SeenPart;
}

/** What a checkpoint's vectors are taken apart with. */
interface Heads {
  /** Null where what lies behind the pooling cannot be applied to parts. */
  readonly exact: AffineHead | null;
  readonly used: AffineHead;
  readonly whitening: Whitening | null;
}

/** What pictures are explained with. */
export interface ExplainedWith {
  readonly folder: Pick<CheckpointFolder, "manifest" | "whitening">;
  readonly session: Pick<EmbeddingSession, "mapOf">;
  /** As `learnHead`, of the checkpoint's own model. */
  readonly learnHead: (channels: number) => Promise<AffineHead | null>;
  readonly readPixels: (pictureId: number) => Promise<Pixels>;
}

/** A map of 9 by 9 places and 1,280 channels takes 0.4 MB; of a ResNet's, 6 MB. */
const mostKept = 12;
/** Where the true pooling is another one, a generalized mean of this power shows what is strong. */
const usualPower = 3;

/**
 * Explains matches and embeds parts of pictures, from the feature map of one run of the network a picture: the upright view
 * of the input's size, where a checkpoint sums several.
 */
export class ExplainedPictures {
  // A Map keeps the order of insertion: the first one was used longest ago.
  readonly #kept = new Map<string, SeenPicture>();
  #heads: Promise<Heads> | null = null;

  constructor(private readonly given: ExplainedWith) {}

  /** @param throwIfCancelled called before each run of the network */
  async explain(query: EditedPicture, hit: EditedPicture, throwIfCancelled: () => void): Promise<ExplainedMatch> {
    const seenQuery = await this.#see(query, throwIfCancelled);
    const seenHit = await this.#see(hit, throwIfCancelled);
    const heads = await this.#learned(seenQuery.map.channels);
    const vectors = [partsOf(seenQuery, query.edit.part, heads), partsOf(seenHit, hit.edit.part, heads)] as const;
    const { score, pairs, ...sides } = explainMatch(...vectors);
    return {
      score,
      query: side(sides.query, seenQuery.seen),
      hit: side(sides.hit, seenHit.seen),
      pairs,
      leftOut: heads.exact === null ? "head" : isPlain(viewsOf(this.given.folder.manifest)) ? "nothing" : "views",
    };
  }

  /**
   * The stored vector of a part alone.
   *
   * @returns null where the network's head cannot be applied to fewer places than it was made for
   */
  async embedPart(
    picture: EditedPicture,
    part: FractionBox,
    throwIfCancelled: () => void,
  ): Promise<Float32Array<ArrayBuffer> | null> {
    const { map, seen } = await this.#see(picture, throwIfCancelled);
    const { exact, whitening } = await this.#learned(map.channels);
    if (exact === null) return null;
    return storedVector(embeddingOfPlaces(map, exact, placesInBox(map, boxWithin(part, seen.input))), whitening);
  }

  /** Lets go of what was kept of a picture. */
  forget(pictureId: number): void {
    for (const key of this.#kept.keys()) if (key.startsWith(`${pictureId} `)) this.#kept.delete(key);
  }

  async #see({ pictureId, edit }: EditedPicture, throwIfCancelled: () => void): Promise<SeenPicture> {
    // The part changes nothing about what the network sees.
    const whole: QueryEdit = { ...edit, part: null };
    const key = `${pictureId} ${JSON.stringify(whole)}`;
    const kept =
      this.#kept.get(key) ?? (await this.#look(await this.given.readPixels(pictureId), whole, throwIfCancelled));
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }

  async #look(pixels: Pixels, edit: QueryEdit, throwIfCancelled: () => void): Promise<SeenPicture> {
    const { folder, session } = this.given;
    const rules = folder.manifest.input;
    const clean = denoisedPixels(pixels, rules, viewsOf(folder.manifest));
    throwIfCancelled();
    const map = await session.mapOf(preprocess(clean, rules, edit));
    return { map, seen: seenPart(clean, rules, edit) };
  }

  #learned(channels: number): Promise<Heads> {
    this.#heads ??= this.#learn(channels);
    // A failure is no answer: the next one asks again.
    this.#heads.catch(() => (this.#heads = null));
    return this.#heads;
  }

  async #learn(channels: number): Promise<Heads> {
    const exact = await this.given.learnHead(channels);
    return exact === null
      ? { exact, used: poolingHead(channels, usualPower), whitening: null }
      : { exact, used: exact, whitening: this.given.folder.whitening };
  }
}

function partsOf(
  { map, seen }: SeenPicture,
  part: FractionBox | null | undefined,
  { used, whitening }: Heads,
): AdditiveVector {
  const isPooled = part === null || part === undefined ? null : placesInBox(map, boxWithin(part, seen.input));
  return additiveVector(map, used, whitening, isPooled);
}

function side({ height, width, scores, rest }: PlaceScores, seen: SeenPart): ExplainedSide {
  return { height, width, scores, rest, seen };
}
