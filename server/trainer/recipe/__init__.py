"""Recipes: everything that is needed to repeat a training, as data."""
