import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconKeyboard, IconMoon, IconSun } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { useStore } from "zustand";

import { goTo, pageStore } from "../state/pageStore";
import { ErrorNotice } from "../ui/ErrorNotice";
import { KeySheet } from "../ui/KeySheet";
import { useKeys } from "../ui/useKeys";
import { keyGroups } from "./keyGroups";
import { routes } from "./routes";

/** The frame around every page: its name, the way to the others, colors and keys. */
export function Shell(): ReactNode {
  const { page, addressFailure } = useStore(pageStore);
  const [areKeysShown, setAreKeysShown] = useState(false);
  const keys = useMemo(() => ({ "?": () => setAreKeysShown(true) }), []);
  useKeys(keys);
  const View = routes.find((route) => route.page === page)?.View;
  return (
    <div className="shell">
      <header className="shell-header">
        <img src="icon.svg" alt="" width={22} height={22} />
        <span className="shell-name">Retrieval Studio</span>
        <nav aria-label="Pages">
          {routes.map((route) => (
            <a
              key={route.page}
              href={route.page === "search" ? "?" : `?page=${route.page}`}
              aria-current={route.page === page ? "page" : undefined}
              onClick={(event) => {
                event.preventDefault();
                goTo(route.page);
              }}
            >
              {route.label}
            </a>
          ))}
        </nav>
        <Tooltip label="Keys (?)">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Keys" onClick={() => setAreKeysShown(true)}>
            <IconKeyboard size={19} />
          </ActionIcon>
        </Tooltip>
        <ColorToggle />
      </header>
      {addressFailure !== null && (
        <ErrorNotice title="The address was not followed" error={addressFailure} onClose={() => goTo("search")} />
      )}
      {View !== undefined && <View />}
      <KeySheet groups={keyGroups} isOpen={areKeysShown} onClose={() => setAreKeysShown(false)} />
    </div>
  );
}

function ColorToggle(): ReactNode {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const label = isDark ? "Light colors" : "Dark colors";
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(isDark ? "light" : "dark")}
      >
        {isDark ? <IconSun size={19} /> : <IconMoon size={19} />}
      </ActionIcon>
    </Tooltip>
  );
}
