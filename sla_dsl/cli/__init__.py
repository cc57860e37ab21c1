"""The command line, the one place that meets the outside world: arguments, environment, clock, terminal, exit codes."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run `sla` with the arguments of the process, and end it."""
    # Modules, and what a command makes, live until it ends: looking for garbage every few hundred objects finds none.
    gc.set_threshold(300_000)
    from sla_dsl.cli import terminal
    from sla_dsl.cli.app import sla

    terminal.end(sla.run(sys.argv[1:]))
