"""The tables of the benchmarks: made-up leads and their touches, the same rows for the same number of them.

`python -m benchmarks.generate 1e6 --csv` writes them; the benchmarks call it for what is missing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from benchmarks.tables import TABLES, file_of, rows_of

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ROW_GROUP = 250_000
CHUNK = 1_000_000  # rows made at a time: part of what the rows are, so it never changes

HOUR, DAY = 3_600_000_000, 86_400_000_000  # microseconds
BEGIN = int(np.datetime64("2025-01-01", "us").astype(np.int64))
AS_OF = int(np.datetime64("2026-01-01", "us").astype(np.int64))
BURSTS = (slice(69, 76), slice(251, 258))  # two weeks, from 10 March and 8 September, bring five times the usual leads

SOURCES = (
    "web", "event", "content", "email", "paid_search", "paid_social", "partner", "referral", "outbound", "webinar",
    "list_import", "organic",
)  # fmt: skip
SOURCE_SHARES = (16, 6, 8, 7, 14, 12, 7, 6, 12, 5, 4, 3)
COUNTRIES = (
    "US", "GB", "DE", "FR", "CA", "AU", "NL", "SE", "ES", "IT", "BR", "IN", "JP", "SG", "IE", "PL", "CH", "AT", "BE",
    "DK", "NO", "FI", "PT", "MX", "ZA", "NZ", "KR", "IL", "AE", "CZ",
)  # fmt: skip
OWNERS = tuple(f"rep_{i:03d}" for i in range(200))
KINDS = ("call", "email", "meeting", "linkedin", "note")
REASONS = ("no_budget", "no_fit", "duplicate", "bad_contact", "competitor", "student", "timing")


def write(rows: int, with_csv: bool = False) -> None:
    """Write both tables as Parquet, and as CSV when asked for; a file appears under its name when it is whole."""
    suffixes = ("parquet", "csv") if with_csv else ("parquet",)
    made = {(t, s): file_of(t, rows, s).with_suffix(f".{s}.part") for t in TABLES for s in suffixes}
    made["leads", "parquet"].parent.mkdir(parents=True, exist_ok=True)
    writers: dict[str, pq.ParquetWriter] = {}
    for number, frames in enumerate(chunks(rows)):
        for table, frame in zip(TABLES, frames, strict=True):
            arrow = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            if number == 0:
                writers[table] = pq.ParquetWriter(made[table, "parquet"], arrow.schema, compression="snappy")
            writers[table].write_table(arrow, row_group_size=ROW_GROUP)
            if with_csv:
                with made[table, "csv"].open("wb" if number == 0 else "ab") as file:
                    frame.write_csv(file, include_header=number == 0)
    for writer in writers.values():
        writer.close()
    for (table, suffix), part in made.items():
        part.rename(file_of(table, rows, suffix))


def chunks(rows: int) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """The leads, in the order of their keys and creation, and the touches of each chunk in the order of time."""
    for number, first in enumerate(range(0, rows, CHUNK)):
        draw = np.random.default_rng([2025, rows, number])
        yield _leads_and_touches(draw, first, min(CHUNK, rows - first), rows)


def _leads_and_touches(draw: np.random.Generator, first: int, n: int, rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    ids = np.arange(first + 1, first + n + 1, dtype=np.int64)
    created = _created(draw, first, n, rows)
    owner = draw.integers(0, len(OWNERS), n)
    qualified = draw.random(n) < 0.55
    funnel = _funnel(draw, created, qualified)
    columns = [
        pl.Series("lead_id", ids),
        *_contact(draw, ids, rows),
        _words("country", _country(draw, n), COUNTRIES),
        _words("source", draw.choice(len(SOURCES), n, p=np.array(SOURCE_SHARES) / sum(SOURCE_SHARES)), SOURCES),
        _words("owner", owner, OWNERS),
        _where("score", draw.integers(0, 101, n), draw.random(n) >= 0.02),
        _instant("created_at", created, np.ones(n, dtype=np.bool_)),
        _instant("first_touch_at", *_first_touch(draw, created, owner)),
        *(_instant(name, at, there) for name, (at, there) in funnel.items()),
        _rejection_reason(draw, funnel["rejected_at"][1]),
        _where("revenue", np.round(np.exp(draw.normal(9.5, 0.8, n)) * 2) / 2, funnel["won_at"][1]),
    ]
    return pl.DataFrame(columns), _touches(draw, ids, created, owner, qualified)


def _created(draw: np.random.Generator, first: int, n: int, rows: int) -> Ints:
    """Sorted instants over the year: every chunk has its part of it, and the bursts have more."""
    weight = np.ones(365)
    for burst in BURSTS:
        weight[burst] = 5
    share = np.concatenate([[0], np.cumsum(weight)]) / weight.sum()
    place = np.sort(first / rows + draw.random(n) * (n / rows))
    return np.minimum(np.interp(place, share, BEGIN + np.arange(366) * DAY).astype(np.int64), AS_OF - 1)


def _after(draw: np.random.Generator, at: Ints, days: float) -> Ints:
    return at + (draw.exponential(days, len(at)) * DAY).astype(np.int64)


def _funnel(draw: np.random.Generator, created: Ints, qualified: Flags) -> dict[str, tuple[Ints, Flags]]:
    """The stages of every lead: when, and whether it got there before the export."""
    n = len(created)
    mql = _after(draw, created, 1.5)
    accepted, rejected = _after(draw, mql, 1.0), _after(draw, mql, 1.5)
    taken = draw.random(n)
    is_mql = qualified & (mql < AS_OF)
    is_accepted = is_mql & (taken < 0.72) & (accepted < AS_OF)
    # The second quarter converts badly: that is there to be found.
    quarter = np.minimum((created - BEGIN) // (91 * DAY), 3)
    sql = _after(draw, accepted, 4.0)
    is_sql = is_accepted & (sql < AS_OF) & (draw.random(n) < np.array([0.52, 0.40, 0.55, 0.50])[quarter])
    opportunity = _after(draw, sql, 7.0)
    is_opportunity = is_sql & (opportunity < AS_OF) & (draw.random(n) < 0.6)
    won = _after(draw, opportunity, 20.0)
    return {
        "mql_at": (mql, is_mql),
        "accepted_at": (accepted, is_accepted),
        "rejected_at": (rejected, is_mql & (taken >= 0.72) & (taken < 0.93) & (rejected < AS_OF)),
        "sql_at": (sql, is_sql),
        "opportunity_at": (opportunity, is_opportunity),
        "won_at": (won, is_opportunity & (won < AS_OF) & (draw.random(n) < 0.4)),
    }


def _first_touch(draw: np.random.Generator, created: Ints, owner: Ints) -> tuple[Ints, Flags]:
    """Some owners are slower than others; one lead in 1,000 was touched before it was created, one in 12 never."""
    pace = np.exp(np.random.default_rng(7).normal(0, 0.35, len(OWNERS)))[owner]
    wait = np.exp(draw.normal(np.log(2.0), 1.6, len(created))) * pace * HOUR
    early = draw.random(len(created)) < 0.001
    at = created + np.where(early, -HOUR, wait).astype(np.int64)
    return at, (draw.random(len(created)) < 0.92) & (at < AS_OF) & (at >= BEGIN)


def _contact(draw: np.random.Generator, ids: Ints, rows: int) -> list[pl.Series]:
    """Addresses and companies: some null, and a few addresses empty."""
    n = len(ids)
    odd = {"blank": draw.random(n), "less": draw.random(n)}
    frame = pl.DataFrame({"id": ids, "of": draw.integers(0, max(50, rows // 20), n), **odd})
    email = pl.format("user{}@company{}.example", "id", "of")
    return frame.select(
        email=pl.when(pl.col("blank") < 0.006)
        .then(None)
        .when(pl.col("blank") < 0.008)
        .then(pl.lit(""))
        .otherwise(email),
        company=pl.when(pl.col("less") >= 0.004).then(pl.format("Company {} Inc", "of")),
    ).get_columns()


def _country(draw: np.random.Generator, n: int) -> Ints:
    others = len(COUNTRIES) - 1
    codes = draw.choice(len(COUNTRIES), n, p=[0.4, *[0.6 / others] * others])
    return np.where(draw.random(n) < 0.006, -1, codes)


def _rejection_reason(draw: np.random.Generator, rejected: Flags) -> pl.Series:
    """A reason for most of the rejected; three in a hundred have none, one has an empty one."""
    odd = draw.random(len(rejected))
    codes = np.where(rejected & (odd >= 0.03), draw.integers(0, len(REASONS), len(rejected)), -1)
    reason, empty = _words("rejection_reason", codes, REASONS), pl.Series(rejected & (odd >= 0.03) & (odd < 0.04))
    return pl.select(rejection_reason=pl.when(empty).then(pl.lit("")).otherwise(reason)).to_series()


def _touches(draw: np.random.Generator, ids: Ints, created: Ints, owner: Ints, qualified: Flags) -> pl.DataFrame:
    """Within two weeks of creation; a lead that qualifies gets six on average."""
    times = draw.poisson(np.where(qualified, 6.0, 1.6))
    times[draw.random(len(ids)) < 0.03] = 0
    lead = np.repeat(np.arange(len(ids)), times)
    at = created[lead] + (draw.random(len(lead)) * 14 * DAY).astype(np.int64)
    kind = draw.integers(0, len(KINDS), len(lead))
    seen = np.flatnonzero(at < AS_OF)
    kept = seen[np.argsort(at[seen], kind="stable")]
    return pl.DataFrame(
        [
            pl.Series("lead_id", ids[lead[kept]]),
            _instant("at", at[kept], np.ones(len(kept), dtype=np.bool_)),
            _words("kind", kind[kept], KINDS),
            _words("owner", owner[lead[kept]], OWNERS),
        ]
    )


def _words(name: str, codes: Ints, words: Sequence[str]) -> pl.Series:
    """The words that the codes stand for; null for a negative one."""
    found = pl.Series(name, words).gather(pl.Series(np.maximum(codes, 0), dtype=pl.UInt32))
    return _where(name, found, codes >= 0)


def _where(name: str, values: npt.NDArray[np.generic] | pl.Series, there: Flags) -> pl.Series:
    return pl.select(pl.when(pl.Series(there)).then(pl.Series(name, values)).alias(name)).to_series()


def _instant(name: str, us: Ints, there: Flags) -> pl.Series:
    return _where(name, pl.Series(us, dtype=pl.Int64).cast(pl.Datetime("us", "UTC")), there)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("rows", type=rows_of, help="how many leads: 1e6")
    parser.add_argument("--csv", action="store_true", help="write the tables as CSV too")
    said = parser.parse_args()
    write(said.rows, said.csv)
