import { Button, Group, SegmentedControl, Text, TextInput, Title, useMantineColorScheme } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import { type BackendChoice, chooseBackend, nameAuthor, settingsStore, wantedBackend } from "../../state/settingsStore";
import { clearKeptPictures, measureStorage, storageStore } from "../../state/storageStore";
import { studioStore } from "../../state/studioStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatBytes } from "../../ui/format";

/** How the studio looks, what runs it, and what it keeps. */
export function SettingsView(): ReactNode {
  return (
    <main className="page-view">
      <Title order={1} size="h3" mb="md">
        Settings
      </Title>
      <ThemeSetting />
      <NameSetting />
      <BackendSetting />
      <StorageSetting />
      <ModelCredits />
    </main>
  );
}

function ThemeSetting(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Setting title="Colors" hint="Automatic follows your system.">
      <SegmentedControl
        aria-label="Colors"
        value={colorScheme}
        onChange={(scheme) => setColorScheme(scheme)}
        data={[
          { value: "auto", label: "Automatic" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
    </Setting>
  );
}

function NameSetting(): ReactNode {
  const author = useStore(settingsStore, (settings) => settings.author);
  return (
    <Setting title="Your name" hint="Stands beside your decisions and in your reports; without it they say “me”.">
      <TextInput
        aria-label="Your name"
        maw={320}
        value={author}
        onChange={(event) => nameAuthor(event.currentTarget.value)}
      />
    </Setting>
  );
}

const backends: { value: Exclude<BackendChoice, "javascript">; label: string }[] = [
  { value: "auto", label: "Automatic" },
  { value: "webgpu", label: "WebGPU" },
  { value: "wasm", label: "WASM" },
];

function BackendSetting(): ReactNode {
  const wanted = useStore(settingsStore, wantedBackend);
  return (
    <Setting
      title="Backend"
      hint="Automatic takes a hardware GPU, else WASM. WebGPU also takes a software adapter, which is slower than WASM."
    >
      <SegmentedControl
        aria-label="Backend"
        value={wanted}
        onChange={(backend) => chooseBackend(backend)}
        data={backends}
      />
    </Setting>
  );
}

function StorageSetting(): ReactNode {
  const kept = useStore(storageStore, (state) => state.kept);
  useEffect(() => void measureStorage(), []);
  return (
    <Setting
      title="Kept pictures"
      hint="Pictures you search with stay in this browser, so that a reload comes back to them. Those of saved searches are never cleared."
    >
      {kept.phase === "failed" && <ErrorNotice title="This browser keeps no pictures" error={kept.error} />}
      {kept.phase === "done" && (
        <Group>
          <Text size="sm">
            {kept.value.pictures} {kept.value.pictures === 1 ? "picture" : "pictures"}, {formatBytes(kept.value.bytes)}
          </Text>
          <Button
            size="xs"
            variant="default"
            disabled={kept.value.pictures === 0}
            onClick={() => void clearKeptPictures()}
          >
            Clear
          </Button>
        </Group>
      )}
    </Setting>
  );
}

function ModelCredits(): ReactNode {
  const checkpoint = useStore(studioStore, (studio) => studio.checkpoint);
  if (checkpoint === null) return null;
  const { name, credits } = checkpoint.manifest;
  return (
    <Setting title="Model" hint={name}>
      {[...credits.startWeights, ...credits.trainingData].map((credit) => (
        <Text key={credit} size="sm">
          {credit}
        </Text>
      ))}
    </Setting>
  );
}

interface SettingProps {
  readonly title: string;
  readonly hint: string;
  readonly children: ReactNode;
}

function Setting({ title, hint, children }: SettingProps): ReactNode {
  return (
    <section aria-label={title} className="page-card">
      <Title order={2} size="h5">
        {title}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {hint}
      </Text>
      {children}
    </section>
  );
}
