"""Networks: trunks, and how an embedding is made of their feature maps."""
