import type { ReactNode } from "react";

import type { LibraryEntry } from "../../state/libraryStore";

export function EmbeddingsTab({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  return <p>{entry.record.name}</p>;
}
