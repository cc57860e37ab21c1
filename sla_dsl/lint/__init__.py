"""Lint: what is valid in a policy and yet hardly meant, one rule a file, with the place and what to write instead."""
