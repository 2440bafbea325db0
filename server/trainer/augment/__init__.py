"""Changes made to training pictures, each seeded by the generator that it is given."""
