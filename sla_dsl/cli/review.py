"""`sla review`: the pack for the review of an agreement, what was kept in a period and by whom, for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.asked import merged, of_data, options_of
from sla_dsl.cli.files import apart, writable, write_text
from sla_dsl.cli.privacy import Cover, salt_of
from sla_dsl.cli.shape import Command, OneOf, option
from sla_dsl.text.diagnostic import Diagnostic, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sla_dsl.lang.ast import File
    from sla_dsl.pack.page import Page
    from sla_dsl.review.models import PolicyDiff

EXAMPLES = (
    ("the last whole period of the agreement's reviews, as Markdown", "sla review"),
    ("a quarter, as one HTML file to send or print", "sla review --period 2026-Q3 --output review.html"),
    ("what changed since the last review, and trends kept", "sla review --since v1.0 --ledger sla-ledger.jsonl"),
    ("by region in the place of owners, and no keys", "sla review --by region --redact --output review.html"),
)
_FORMATS = ("markdown", "html")


@click.command(
    cls=Command, name="review", short_help="Write the pack for a review of the agreement.", examples=EXAMPLES
)
@click.argument("policy", nargs=-1, metavar="[POLICY]...")
@option(
    "--period", metavar="PERIOD", group="What",
    help="What is reviewed: 2026-Q3, 2026-09, 2026-W30, 2026-H2, 2026 or FY2027-Q1. Where it is not said: the last "
    "whole period of `review every`, else all days of the run.",
)  # fmt: skip
@option(
    "--since", metavar="OLD", group="What",
    help="The policy of the last review, a file, a folder or a revision of git: what changed since is told.",
)  # fmt: skip
@option(
    "--by", metavar="COLUMN", group="What",
    help="The column by which rows are told in the place of `owner`.",
)  # fmt: skip
@option(
    "--ledger", metavar="FILE", group="What",
    help="A file that keeps what every run found: this one is added, and earlier ones give the trend of periods that "
    "the data do not hold any more; else the `ledger` of `sla.toml`.",
)  # fmt: skip
@of_data
@option(
    "--format", "form", type=OneOf("format", _FORMATS), group="Report",
    help="The shape of the pack; that of the ending of --output, and Markdown else.",
)  # fmt: skip
@option("--output", metavar="FILE", group="Report", help="Write it into a file.")
@option(
    "--show", multiple=True, metavar="COLUMN", group="Report",
    help="Show this column of the rows among the worst breaches too; without it only their keys. May be said more "
    "than once.",
)  # fmt: skip
@option("--redact", is_flag=True, group="Report", help="Show hashes in the place of keys and owners.")
@option(
    "--redact-salt", metavar="TEXT", group="Report",
    help="The salt of these hashes; else SLA_REDACT_SALT in the environment, or one of this run alone.",
)  # fmt: skip
def command(
    policy: tuple[str, ...],
    period: str | None,
    since: str | None,
    by: str | None,
    ledger: str | None,
    data: tuple[tuple[str, str], ...],
    as_of: str | None,
    on_duplicates: str | None,
    form: str | None,
    output: str | None,
    show: tuple[str, ...],
    redact: bool,
    redact_salt: str | None,
    **read: Any,
) -> int:
    """Write the pack for a review: who kept what, what changed, every promise with its trend, the worst breaches,
    waivers, consequences, targets, and what the data could bear.

    POLICY and the data are found as in `sla check`. Rows count in the period in which they begin, and what is judged by
    periods in the one in which they end. Personal data but the keys of rows and their owners are not shown unless asked
    for; `--redact` hides these too.

    Ends with 4 where a clause could not be judged, else with 0: whether a promise is kept, `sla check` says.
    """
    from sla_dsl.cli.given import settings_of

    settings = merged(settings_of(policy), data, as_of, on_duplicates, read)
    if not settings.data:
        hint = "name the table and its file: `--data leads=leads.csv`"
        raise UsageError(Diagnostic("SLA516", "a review was asked for, and no data was given", hint=hint))
    ledger = ledger or settings.ledger
    to = None if output is None else writable(output)
    apart([None if ledger is None else writable(ledger), to], settings.files)
    salt = salt_of(redact, redact_salt)
    from sla_dsl.check import key_names
    from sla_dsl.cli.ledger import opened
    from sla_dsl.model.schema import OWNER
    from sla_dsl.pack.contents import pack, span_to_review
    from sla_dsl.pack.judged import looked, ready_for
    from sla_dsl.pack.sections import page
    from sla_dsl.policy import parse_all, read_source

    files = parse_all([read_source(name) for name in settings.policies])
    changed = None if since is None else _changed(since, policy, files)
    book = None if ledger is None else opened(ledger)
    waiting = terminal.Waiting()
    options = options_of(settings, (), waiting, show=show, digests=book is not None)
    ready = ready_for(files, settings.data, options, by)
    if not (ready.policy.forms or ready.policy.unjudged):
        raise UsageError(Diagnostic("SLA503", "the policy holds no clause, so there is nothing to review"))
    span = span_to_review(files, ready, period)
    found = looked(files, ready, options, by or OWNER, span)
    if book is not None:
        book.add(found.entries())
    cover = Cover(salt, key_names(ready))
    hidden = found if salt is None else found.covered(cover.report, _hash(salt))
    made = pack(hidden, span, by or OWNER, () if book is None else book.entries, changed, ledger)
    waiting.over()
    text = _render(form or _format_of(output))(page(made))
    if to is None:
        terminal.out(text)
    else:
        write_text(to, text)
    return found.report.exit_code(None)


def _changed(since: str, policy: Sequence[str], files: Sequence[File]) -> PolicyDiff:
    """How the policy has changed since another one."""
    from sla_dsl.cli.revisions import HERE, read, sides
    from sla_dsl.policy import bound
    from sla_dsl.review.diff import diff
    from sla_dsl.review.models import Bound

    old, _ = sides(since, policy[0] if policy else HERE)
    return diff(read(old), Bound("this policy", tuple(files), bound(files)[0]))


def _hash(salt: bytes) -> Callable[[str], str | None]:
    from sla_dsl.findings.redaction import hashed

    return lambda value: hashed(value, salt)


def _format_of(output: str | None) -> str:
    return "html" if output is not None and output.lower().endswith((".html", ".htm")) else "markdown"


def _render(form: str) -> Callable[[Page], str]:
    if form == "html":
        from sla_dsl.pack.html import render as html

        return html
    from sla_dsl.pack.markdown import render as markdown

    return markdown
