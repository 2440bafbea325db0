"""The trainer of Retrieval Studio: pictures in, checkpoints, embeddings and metrics out."""
