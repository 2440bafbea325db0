"""Training pictures from line archives: drawn on the host, changed on the device."""
