"""`python -m sla_dsl` is `sla`."""

from sla_dsl.cli import main

main()
