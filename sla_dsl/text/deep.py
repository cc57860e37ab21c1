"""What stands inside itself more often than the stack can hold, told as what it is: a mistake of the policy.

Each expression and each chain of definitions is within a bound of its own, and together they may be too much. Only what
a policy says is worked off by functions that call themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sla_dsl.text.diagnostic import Diagnostic, PolicyError

P = ParamSpec("P")
T = TypeVar("T")

TOO_DEEP = Diagnostic(
    "SLA027",
    "what this policy says is nested too deeply, with the definitions it uses",
    hint="say what is meant with fewer brackets, or with fewer definitions that use one another",
)


def within_the_stack(work: Callable[P, T]) -> Callable[P, T]:
    """`work`, raising `PolicyError` where the stack is at its end."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except RecursionError as error:
            raise PolicyError((TOO_DEEP,)) from error

    return run
