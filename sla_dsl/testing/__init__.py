"""`test` blocks of a policy: small tables, and the verdicts that people expect of them."""
