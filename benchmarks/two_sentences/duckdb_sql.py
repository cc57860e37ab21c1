"""The two sentences in SQL on DuckDB: one pass a question, as its planner likes them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import duckdb

from benchmarks.tables import file_of
from benchmarks.two_sentences.numbers import AS_OF, DAY, LIMIT, MOST, READ, WORDS, Numbers, by_month

VERDICT = f"""
    CASE WHEN score IS NULL THEN 'unknown' WHEN score < 70 THEN NULL
         WHEN touched <= created + {LIMIT} THEN 'met' WHEN touched IS NOT NULL THEN 'late'
         WHEN created + {LIMIT} < {AS_OF} THEN 'missed' ELSE 'pending' END
"""
LEADS = """
    SELECT lead_id, score, created_at, first_touch_at, mql_at,
           epoch_us(created_at) AS created, epoch_us(first_touch_at) AS touched FROM read_parquet($file)
"""
SUMS = f"""
    SELECT count(*), {", ".join(f"count(*) FILTER (verdict = '{w}')" for w in WORDS)},
           count(*) FILTER (score >= 70 AND touched < created),
           {", ".join(f"count(*) - count({c})" for c in READ)},
           epoch_us(least(min(created_at), min(first_touch_at), min(mql_at))),
           epoch_us(greatest(max(created_at), max(first_touch_at), max(mql_at)))
    FROM (SELECT *, {VERDICT} AS verdict FROM ({LEADS}))
"""
DAILY = f"SELECT epoch_us(mql_at) // {DAY}, count(*) FROM read_parquet($file) WHERE mql_at IS NOT NULL GROUP BY 1"
WORST = f"""
    SELECT lead_id, coalesce(touched, {AS_OF}) - created - {LIMIT} AS overdue, touched
    FROM ({LEADS}) WHERE ({VERDICT}) IN ('late', 'missed') ORDER BY overdue DESC, lead_id LIMIT {MOST}
"""
ASCENDS = """
    SELECT count(*) = 0
    FROM (SELECT lead_id, lag(lead_id) OVER (ORDER BY file_row_number) AS before
          FROM read_parquet($file, file_row_number = true)) WHERE lead_id <= before
"""
DISTINCT = "SELECT count(DISTINCT lead_id) = count(*) FROM read_parquet($file)"


def numbers(rows: int) -> Numbers:
    """All that the report tells."""
    given = {"file": str(file_of("leads", rows))}
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        (sums,) = connection.execute(SUMS, given).fetchall()
        daily = connection.execute(DAILY, given).fetchall()
        worst = connection.execute(WORST, given).fetchall()
        # The hash table only where the keys do not ascend: at ten million rows the order takes a quarter of its time.
        unique = any(connection.execute(question, given).fetchall() == [(True,)] for question in (ASCENDS, DISTINCT))
    total, *rest = sums
    duty, rest = rest[: len(WORDS)], rest[len(WORDS) :]
    before_start, *nulls = rest[:-2]
    return Numbers(
        rows=total,
        months=by_month(Counter({date(1970, 1, 1) + timedelta(days): n for days, n in daily})),
        duty=dict(zip(WORDS, duty, strict=True)),
        worst=[list(row) for row in worst],
        nulls=dict(zip(READ, nulls, strict=True)),
        before_start=before_start,
        seen=rest[-2:],
        unique=unique,
    )
