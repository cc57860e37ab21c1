"""The laws of directions where these rest on working days, on tiers of a share, on values and on runs of breaches.

Each draws two promises of one kind and a table of leads around where they part.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl import Report
from sla_dsl.check import check
from sla_dsl.ready import Options
from sla_dsl.review.diff import diff
from sla_dsl.review.models import Bound, Direction
from tests.review.pairs import policy
from tests.review.test_laws import RANDOM, breaches, holds, of_clause

HEAD = """agreement "Laws" between marketing and sales
  term 2026-07-10 to 2026-09-20
calendar office
  open {}
{}"""
WEEKS = ("mon-fri 09:00-17:00", "mon-thu 09:00-17:00", "mon-sat 09:00-12:00")
CLOSED = ("", "  closed 2026-07-15\n", "  closed 2026-08-03 to 2026-08-07\n", "  closed 2026-08-31\n")
EVEN = ("", " over business days", " within 20%", " over business days within 20%", " over business days per week")
LINES = (
    "  | web | {} |\n",
    "  | web | {} |\n  | event | {} |\n",
    "  | web | {} |\n  | any | {} |\n",
    "  | web | {} |\n  | event | {} |\n  | any | {} |\n",
    "  | event | {} |\n  | web | {} |\n  | any | {} |\n",
)
SHARES = ("share of MQL", "share of amount in MQL", "ratio of MQL to SQL")
VALUES = (
    "score",
    "score + 10",
    "score - 10",
    "min(score, 60)",
    "max(score, 60)",
    "ceil(score)",
    "floor(score)",
    "score * 2",
)
RUNS = (
    "1 consecutive",
    "2 consecutive",
    "3 consecutive",
    "1 of the last 2",
    "2 of the last 3",
    "3 of the last 4",
    "3 of the last 3",
)


@st.composite
def clauses(draw: st.DrawFn) -> tuple[str, str]:
    """Two promises of one kind."""
    kind = draw(st.sampled_from(("even", "prorated", "tiers", "values", "runs")))
    op, target = draw(st.sampled_from((">=", "<="))), draw(st.integers(2, 12))
    volume = f"marketing delivers {'>=' if kind == 'even' else op} {target} MQL per month"
    match kind:
        case "even":
            return tuple(f"{volume} paced evenly{draw(st.sampled_from(EVEN))}\n" for _ in range(2))  # type: ignore[return-value]
        case "prorated":
            return f"{volume} prorated\n", f"{volume} prorated\n"
        case "tiers":
            what, share = draw(st.sampled_from(SHARES)), draw(st.sampled_from(("1", "0.5")))
            bound = f"{op} {share}" if what.startswith("ratio") else f"{op} {'40%' if share == '1' else '20%'}"
            head = f"marketing keeps {what} per month by tier\n  | source | target |\n"
            return tuple(head + draw(st.sampled_from(LINES)).format(*[bound] * 3) for _ in range(2))  # type: ignore[return-value]
        case "values":
            stat = draw(st.sampled_from(("average", "median", "max", "min")))
            text = f"marketing keeps {stat} points in MQL {op} 60 per month\ndefine points = {{}}\n"
            return tuple(text.format(draw(st.sampled_from(VALUES))) for _ in range(2))  # type: ignore[return-value]
        case _:
            text = "marketing delivers >= 2 MQL per day\nwhen c breached in {} days then terminate\n"
            return tuple(text.format(draw(st.sampled_from(RUNS))) for _ in range(2))  # type: ignore[return-value]


@st.composite
def agreements(draw: st.DrawFn) -> str:
    """A calendar with its days."""
    return HEAD.format(draw(st.sampled_from(WEEKS)), draw(st.sampled_from(CLOSED)))


ROW = st.fixed_dictionaries(
    {
        "day": st.integers(0, 60),
        "score": st.none() | st.sampled_from([-20, 40, 59, 60, 61, 90]),
        "amount": st.none() | st.sampled_from([1, 100]),
        "source": st.sampled_from(["web", "event", "other", None]),
        "sql": st.booleans(),
    }
)


def table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    made = [datetime(2026, 7, 8, 9) + timedelta(days=r["day"]) for r in rows]
    when = pl.Datetime("us")
    return pl.DataFrame(
        {
            "lead_id": pl.Series(range(len(rows)), dtype=pl.Int64),
            "created_at": pl.Series(made, dtype=when).dt.replace_time_zone("UTC"),
            "mql_at": pl.Series(made, dtype=when).dt.replace_time_zone("UTC"),
            "sql_at": pl.Series(
                [m if r["sql"] else None for r, m in zip(rows, made, strict=True)], dtype=when
            ).dt.replace_time_zone("UTC"),
            "score": pl.Series([r["score"] for r in rows], dtype=pl.Int64),
            "amount": pl.Series([r["amount"] for r in rows], dtype=pl.Int64),
            "source": pl.Series([r["source"] for r in rows], dtype=pl.String),
        }
    )


def report(of: Bound, rows: pl.DataFrame, as_of: str) -> Report:
    return check(of.files, {"leads": rows}, Options(as_of=as_of, max_evidence=1_000_000, digests=False))


def judged(texts: tuple[str, str], rows: list[dict[str, Any]], as_of: str) -> str:
    """The directions of what differs, which hold of the breaches on a table, and of what these bring."""
    old, new = (policy(text, head="") for text in texts)
    found, data = diff(old, new), table(rows)
    before, after = (report(of, data, as_of) for of in (old, new))
    directions = of_clause(found, "c")
    holds("c", directions, before, after, found)
    brought = {c.direction for c in found.changes if c.area == "consequence"}
    if brought and breaches(before, "c", by_period=True) == breaches(after, "c", by_period=True):
        due, now = (bool(r.consequences) for r in (before, after))
        assert not (brought <= {Direction.TIGHTENED, Direction.EQUIVALENT} and due and not now)
        assert not (brought <= {Direction.LOOSENED, Direction.EQUIVALENT} and now and not due)
    return " ".join(sorted(directions | brought)) or "same"


PAIRS = st.tuples(clauses(), agreements(), agreements())
AS_OF = st.sampled_from(("2026-07-20", "2026-08-05", "2026-09-01", "2026-10-01"))
ROWS = st.lists(ROW, max_size=40)


@RANDOM
@given(pair=PAIRS, rows=ROWS, as_of=AS_OF)
def test_what_is_decided_holds(pair: tuple[tuple[str, str], str, str], rows: list[dict[str, Any]], as_of: str) -> None:
    (one, other), *heads = pair
    judged((f"{heads[0]}clause c: {one}", f"{heads[1]}clause c: {other}"), rows, as_of)


def test_most_of_it_is_decided() -> None:
    """Of each kind some pair is tightened, and the way back loosened: nothing of it is left undetermined for ease."""
    head = HEAD.format(WEEKS[0], "")
    told: Counter[str] = Counter()
    for of, other in (
        (f"{head}clause c: marketing delivers >= 9 MQL per month prorated\n",) * 2,
        (f"{head}clause c: marketing delivers >= 9 MQL per month paced evenly over business days\n",) * 2,
    ):
        shut = other.replace("17:00\n", "17:00\n  closed 2026-08-31\n")
        told[judged((of, shut), [], "2026-10-01")] += 1
    assert told == {"same": 1, "tightened": 1}  # August is whole; its last working day makes a line of 20 of one of 21
