import { Button, Group, NativeSelect, Stack, Switch, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import {
  acceptImport,
  cancelImport,
  changeDraft,
  discardImport,
  mustCopy,
  type ProposedImport,
} from "../../state/importStore";
import { libraryStore } from "../../state/libraryStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatBytes, formatCount } from "../../ui/format";
import { ListingNotice } from "./ListingNotice";

/** Under which name, into which data set, with or without copies: then it is kept. */
export function AcceptForm({ state }: { readonly state: ProposedImport }): ReactNode {
  const { proposal, draft, work } = state;
  const isAccepting = work.phase === "accepting";
  const refusal = whyNot(state);
  const verb = draft.into === null ? "Import" : "Add";
  return (
    <form
      className="accept-form page-card"
      aria-label="Keep it"
      onSubmit={(event) => {
        event.preventDefault();
        if (refusal === null) void acceptImport();
      }}
    >
      <Stack gap="sm">
        <Destination state={state} />
        <CopySwitch state={state} />
        {work.phase === "failed" && (
          <ErrorNotice
            title={work.step === "accepting" ? "Nothing of it was kept" : "It was not read again; this is as before"}
            error={work.error}
          />
        )}
        {isAccepting ? (
          <ListingNotice progress={work.progress} onCancel={cancelImport} />
        ) : (
          <Group gap="xs">
            <Button type="submit" disabled={refusal !== null} title={refusal ?? undefined}>
              {verb} {formatCount(proposal.counts.items)} {proposal.counts.items === 1 ? "item" : "items"}
            </Button>
            <Button variant="default" onClick={discardImport}>
              Do not import
            </Button>
          </Group>
        )}
        {refusal !== null && !isAccepting && (
          <Text size="sm" c="dimmed">
            {refusal}
          </Text>
        )}
      </Stack>
    </form>
  );
}

function Destination({ state: { draft, work } }: { readonly state: ProposedImport }): ReactNode {
  const entries = useStore(libraryStore, (library) => library.entries) ?? [];
  const isAccepting = work.phase === "accepting";
  return (
    <>
      <NativeSelect
        label="Add to"
        value={draft.into ?? ""}
        disabled={isAccepting}
        data={[
          { value: "", label: "A new data set" },
          ...entries.map(({ record }) => ({ value: record.id, label: record.name })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          changeDraft({ into: value === "" ? null : (value as DatasetId) });
        }}
      />
      {draft.into === null && (
        <TextInput
          label="Name"
          value={draft.name}
          disabled={isAccepting}
          onChange={(event) => changeDraft({ name: event.currentTarget.value })}
        />
      )}
    </>
  );
}

/** Why the import cannot be accepted as it stands; null where it can. */
function whyNot({ proposal, draft, work }: ProposedImport): string | null {
  if (proposal.counts.items === 0) return "There is no item to import: choose another layout, or mend the faults.";
  if (work.phase === "revising") return "It is being read again.";
  if (work.phase === "accepting") return "It is being imported.";
  return draft.into === null && draft.name.trim() === "" ? "Give the data set a name." : null;
}

function CopySwitch({ state }: { readonly state: ProposedImport }): ReactNode {
  const { proposal, draft, source, work } = state;
  const isForced = mustCopy(source);
  const bytes = proposal.pictureBytes === null ? "" : ` (${formatBytes(proposal.pictureBytes)})`;
  return (
    <Switch
      label={`Copy the pictures into this browser${bytes}`}
      description={copyHint(source.kind, isForced)}
      checked={draft.copyPictures}
      disabled={isForced || work.phase === "accepting"}
      onChange={(event) => changeDraft({ copyPictures: event.currentTarget.checked })}
    />
  );
}

function copyHint(kind: ProposedImport["source"]["kind"], isForced: boolean): string {
  if (isForced) return "This browser gave the files without a lasting way back to them, so they must be copied.";
  if (kind === "companion") return "Without a copy they are read from the companion, as long as it runs.";
  return "Without a copy they are read where they lie. The browser may ask for permission again at a later visit, and moved files are missing.";
}
