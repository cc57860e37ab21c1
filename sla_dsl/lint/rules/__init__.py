"""The rules of lint, one file each; `sla_dsl/lint/registry.py` lists them."""
