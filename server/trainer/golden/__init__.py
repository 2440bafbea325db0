"""Golden files: numbers that every implementation must reproduce, and the code that checks ours against them."""
