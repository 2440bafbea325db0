"""Progress lines for work on many models."""

import time


class Progress:
    """Prints how many models are done and how many pictures a second that makes, every ten seconds and at the end."""

    def __init__(self, models: int, views: int) -> None:
        self._models = models
        self._views = views
        self._done = 0
        self._started = self._printed = time.monotonic()

    def advance(self) -> None:
        """Count one more model as done."""
        self._done += 1
        now = time.monotonic()
        if self._done == self._models or now - self._printed > 10:
            self._printed = now
            rate = self._done * self._views / max(now - self._started, 1e-9)
            print(f"{self._done} of {self._models} models, {rate:.1f} pictures a second", flush=True)
