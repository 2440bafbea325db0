import { Alert, List } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { cancelProject, dismissProject, projectStore } from "../../state/projectStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { ListingNotice } from "./ListingNotice";

/** How far a project file is, and what came of it. */
export function ProjectNotices(): ReactNode {
  const project = useStore(projectStore);
  switch (project.phase) {
    case "idle":
      return null;
    case "saving":
    case "opening":
      return <ListingNotice progress={project.progress} onCancel={cancelProject} />;
    case "opened": {
      const count = `${project.datasets} data ${project.datasets === 1 ? "set" : "sets"}`;
      return (
        <Alert
          role="status"
          title={`Opened “${project.name}”: ${count}`}
          withCloseButton
          closeButtonLabel="Close"
          onClose={dismissProject}
        >
          {project.notes.length > 0 && (
            <List size="sm">
              {project.notes.map((note) => (
                <List.Item key={note}>{note}</List.Item>
              ))}
            </List>
          )}
        </Alert>
      );
    }
    case "failed": {
      const title = project.step === "saving" ? "The project was not saved" : "The project was not opened";
      return <ErrorNotice title={title} error={project.error} onClose={dismissProject} />;
    }
  }
}
