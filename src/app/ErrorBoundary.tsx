import { Component, type ReactNode } from "react";

interface ErrorBoundaryState {
  readonly error: Error | null;
}

/** Shows a bug instead of an empty page, with what a report of it needs. Failures that can be mended never come here. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  readonly #onRejection = (event: PromiseRejectionEvent): void => {
    this.setState(ErrorBoundary.getDerivedStateFromError(event.reason));
  };

  override componentDidMount(): void {
    window.addEventListener("unhandledrejection", this.#onRejection);
  }

  override componentWillUnmount(): void {
    window.removeEventListener("unhandledrejection", this.#onRejection);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main role="alert" className="bug">
        <h1>Something broke in the studio</h1>
        <p>This is a bug, not something you did. Your saved searches are safe.</p>
        <pre>{error.stack ?? error.message}</pre>
        <button type="button" onClick={() => location.reload()}>
          Reload the page
        </button>
      </main>
    );
  }
}
