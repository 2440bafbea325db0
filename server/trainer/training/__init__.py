"""The training loop: steps, validation, checkpoints and exact resume."""
