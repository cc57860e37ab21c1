"""A limit of 250 business minutes."""
