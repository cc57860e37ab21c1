"""A limit of four business hours."""
