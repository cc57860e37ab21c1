"""The ten clauses in SQL on DuckDB, as an expert writes them: few passes, days before months, time by a table."""

from __future__ import annotations

from typing import Any

import duckdb

from benchmarks.tables import file_of
from benchmarks.ten_clauses.numbers import (
    AS_OF,
    DAY,
    FIRST_HOUR,
    HOUR,
    HOURS,
    LIMIT,
    MOST,
    SOURCES,
    WAIT,
    Numbers,
    due_by_hour,
    of_days,
    of_owners,
    of_rows,
)

HOT = f"""
    SELECT count(*) FILTER (hot), count(*) FILTER (hot AND late), count(*) FILTER (hot AND NOT late AND touched),
           min(lead_id, {MOST}) FILTER (hot AND late),
           count(*) FILTER (rejected), count(*) FILTER (untold), 0, min(lead_id, {MOST}) FILTER (untold)
    FROM (SELECT lead_id, coalesce(score >= 70, false) AS hot, first_touch_at IS NOT NULL AS touched,
                 coalesce(epoch_us(first_touch_at), {AS_OF}) - epoch_us(created_at) > {LIMIT} AS late,
                 rejected_at IS NOT NULL AS rejected,
                 rejected_at IS NOT NULL AND coalesce(rejection_reason, '') = '' AS untold FROM leads)
"""
OFFICE = f"""
    SELECT count(*), count(*) FILTER (late), count(*) FILTER (NOT late AND touched), min(lead_id, {MOST}) FILTER (late)
    FROM (SELECT lead_id, first_touch_at IS NOT NULL AS touched,
                 coalesce(epoch_us(first_touch_at), {AS_OF}) > slot.rate * epoch_us(created_at) + slot.offs AS late
          FROM leads JOIN slot ON slot.hour = epoch_us(created_at) // {HOUR}
          WHERE country = 'US' AND mql_at IS NOT NULL)
"""
QUALIFIED = f"""
    SELECT epoch_us(mql_at) // {DAY}, count(*), count(sql_at),
           count(*) FILTER (email <> '' AND company <> '' AND country <> '')
    FROM leads WHERE mql_at IS NOT NULL GROUP BY 1
"""
WON = f"""
    SELECT epoch_us(won_at) // {DAY}, sum(revenue), coalesce(sum(revenue) FILTER (source IN {SOURCES}), 0)
    FROM leads WHERE won_at IS NOT NULL GROUP BY 1
"""
OWNERS = """
    SELECT owner, strftime(make_timestamp(epoch_us(created_at)), '%Y-%m'),
           quantile_disc(epoch_us(first_touch_at) - epoch_us(created_at), 0.9)
    FROM leads WHERE first_touch_at IS NOT NULL GROUP BY 1, 2
"""
PERSISTENCE = f"""
    WITH waiting AS (SELECT lead_id, epoch_us(mql_at) AS mql FROM leads WHERE mql_at IS NOT NULL AND sql_at IS NULL),
         counted AS (SELECT t.lead_id, count(*) AS n FROM touches t JOIN waiting w ON t.lead_id = w.lead_id
                     WHERE epoch_us(t.at) BETWEEN w.mql AND w.mql + {WAIT} GROUP BY 1),
         judged AS (SELECT w.lead_id, coalesce(n, 0) >= 5 AS done, mql + {WAIT} < {AS_OF} AS over
                    FROM waiting w LEFT JOIN counted c ON w.lead_id = c.lead_id)
    SELECT count(*), count(*) FILTER (NOT done AND over), count(*) FILTER (done),
           min(lead_id, {MOST}) FILTER (NOT done AND over) FROM judged
"""


def numbers(rows: int) -> Numbers:
    """All ten answers."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
        for table in ("leads", "touches"):
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{file_of(table, rows)}')")
        connection.execute("CREATE TABLE slot (hour BIGINT, rate BIGINT, offs BIGINT)")
        hours = list(range(FIRST_HOUR, FIRST_HOUR + HOURS))
        connection.execute("INSERT INTO slot SELECT unnest(?), unnest(?), unnest(?)", [hours, *due_by_hour(LIMIT)])

        def ask(question: str) -> list[Any]:
            return connection.execute(question).fetchall()

        found = of_days(rows, ask(QUALIFIED), ask(WON))
        ((*hot, rejected, untold, _, keys),) = ask(HOT)
        found["hot"] = _rows(*hot)
        found["reasons"] = _rows(rejected, untold, rejected - untold, keys)
        found["office-hours"] = _rows(*ask(OFFICE)[0])
        found["persistence"] = _rows(*ask(PERSISTENCE)[0])
        owners = ask(OWNERS)
    found["p90"] = of_owners(len(owners), (row for row in owners if row[2] > 24 * HOUR))
    return found


def _rows(judged: Any, breached: Any, met: Any, keys: Any) -> list[Any]:
    return of_rows(met, breached, judged - breached - met, keys or [])
