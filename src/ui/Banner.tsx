import "./Banner.css";

import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Something that keeps pictures from being shown, with what mends it. */
export function Banner({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="banner" role="status">
      <IconLock size={18} aria-hidden />
      {children}
    </div>
  );
}
