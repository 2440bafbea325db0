"""Losses over the vectors of a batch."""
