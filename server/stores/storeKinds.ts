import type { StoreKinds } from "./storeRegistry";

/**
 * What this companion can keep vectors in. Engines are loaded with the first store that needs them: they are large, and
 * most starts need none.
 *
 * @param milvus address of a Milvus; null where the command line named none
 */
export function storeKinds(milvus: string | null): StoreKinds {
  const local: StoreKinds["local"] = async (store) => (await import("./lanceStore")).openLocally(store);
  if (milvus === null) return { local };
  return { local, milvus: async (store) => (await import("./milvusStore")).openInMilvus(milvus)(store) };
}
