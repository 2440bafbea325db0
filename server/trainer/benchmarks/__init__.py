"""Peers that the studio's benchmarks are measured beside."""
