import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { connectBridges } from "../state/connectBridges";
import { App } from "./App";
import { ErrorBoundary } from "./ErrorBoundary";
import { startStudio } from "./startStudio";

connectBridges();
startStudio();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);
