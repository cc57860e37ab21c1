"""The areas in which two clauses are compared: each tells what differs, and which way breaches go."""
