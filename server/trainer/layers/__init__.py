"""Layers that published retrieval networks are made of, beside those of torch and timm."""
