import "./DropZone.css";

import { IconPhotoUp } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";

import { pictureTypes } from "./pictureTypes";

export interface DropZoneProps {
  readonly title: string;
  readonly hint: string;
  readonly onFiles: (files: readonly File[]) => void;
}

/** A large button that opens the file picker. Dropping works anywhere in the window, so it says so. */
export function DropZone({ title, hint, onFiles }: DropZoneProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="drop-zone" onClick={() => input.current?.click()}>
        <IconPhotoUp size={32} stroke={1.4} aria-hidden />
        <span className="drop-zone-title">{title}</span>
        <span className="drop-zone-hint">{hint}</span>
      </button>
      <PictureInput input={input} onFiles={onFiles} />
    </>
  );
}

/** The hidden file input behind a button of one's own. */
export function PictureInput({
  input,
  onFiles,
}: {
  readonly input: React.RefObject<HTMLInputElement | null>;
  readonly onFiles: (files: readonly File[]) => void;
}): ReactNode {
  return (
    <input
      ref={input}
      type="file"
      accept={pictureTypes}
      multiple
      hidden
      aria-label="Picture files"
      onChange={(event) => {
        onFiles(Array.from(event.currentTarget.files ?? []));
        // The same file may be chosen again.
        event.currentTarget.value = "";
      }}
    />
  );
}
