"""Reference tables on every engine: rows that see the rows they belong to, over one link and over several."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import pytest

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.ready import Options
from sla_dsl.text.diagnostic import DataError
from sla_dsl.text.source import Source
from tests.engines.judging import leads, local, moments, periods, subjects

NOON = "2026-07-01 12:00"
AS_OF = local("2026-07-10")
REPS = """
table reps
  key rep
table leads of reps by owner
"""


def reps(**more: list[Any]) -> pl.DataFrame:
    """Ann of the east, Bob of the west, and Cid of whom no region is known."""
    return pl.DataFrame({"rep": ["ann", "bob", "cid"], "region": ["east", "west", None], **more})


def owned(*owners: str | None, **more: list[Any]) -> pl.DataFrame:
    """Leads created at noon of 1 July, never touched."""
    return leads(created_at=[NOON] * len(owners), first_touch_at=[None] * len(owners), owner=list(owners), **more)


def health(policy: str, tables: dict[str, Any], engine: str, **said: Any) -> set[tuple[str, str | None, str, str]]:
    """Data health as (table, column, kind, message)."""
    file, mistakes = parse(Source("small.sla", f'agreement "Small"\n  timezone "America/New_York"\n{policy}\n'))
    assert not mistakes
    report = product.check([file], tables, Options(as_of=AS_OF, engine=engine, **said))
    return {(n.table, n.column, n.kind, n.message) for n in report.run.health}


def test_a_row_sees_the_row_it_belongs_to(engine: str) -> None:
    # dan is no rep, and cid has no region: both leads are unknown; bob's region is not asked for
    rows = owned("ann", "bob", "cid", "dan", None)
    policy = f'{REPS}sales first-touch within 4h for reps.region = "east"'
    found = subjects(policy, {"leads": rows, "reps": reps()}, engine, AS_OF)
    assert found == {1: "missed", 3: "unknown", 4: "unknown", 5: "unknown"}


def test_data_health_counts_rows_that_name_no_row(engine: str) -> None:
    rows = owned("ann", "dan", "dan", None)
    policy = f'{REPS}clause a: sales first-touch within 4h for reps.region = "east"'
    found = health(policy, {"leads": rows, "reps": reps()}, engine)
    assert ("leads", "owner", "no_parent", "2 rows whose `owner` names no row of `reps`") in found
    assert ("reps", "region", "nulls", "1 row without `region`") in found
    unasked = health(f"{REPS}clause a: sales first-touch within 4h", {"leads": rows, "reps": reps()}, engine)
    assert not {kind for _, _, kind, _ in unasked} & {"no_parent"}


CHAIN = """
table regions
  key region
table reps of regions by region
  key rep
table leads of reps by owner
table touches of leads by lead_id of campaigns by campaign
  at = "at"
table campaigns
  key campaign
"""


def chain() -> dict[str, pl.DataFrame]:
    """Lead 1 of ann in the east (led by eve), lead 2 of bob in the west (led by nobody known), each touched twice."""
    return {
        "regions": pl.DataFrame({"region": ["east", "west"], "head": ["eve", None]}),
        "reps": reps(),
        "leads": owned("ann", "bob", "dan"),
        "campaigns": pl.DataFrame({"campaign": [7, 8], "channel": ["mail", "event"]}),
        "touches": pl.DataFrame(
            {
                "lead_id": [1, 1, 2, 2, 3],
                "at": moments(["2026-07-01 13:00", "2026-07-01 18:00"] * 2 + ["2026-07-01 13:00"]),
                "campaign": [7, 8, 8, 9, 7],
            }
        ),
    }


@pytest.mark.parametrize(
    ("condition", "verdicts"),
    [
        # over two links, from the lead
        ('regions.head = "eve"', {1: "missed", 2: "unknown", 3: "unknown"}),
        # touches of lead 1: campaigns 7 and 8; of lead 2: 8 and 9, which is no campaign; of lead 3: 7
        ('(count of touches where campaigns.channel = "mail") >= 1', {1: "missed", 3: "missed"}),
        # a touch sees its lead's rep, and that rep's region
        ('(count of touches where reps.region = "east") = 2', {1: "missed"}),
        ('(count of touches where regions.head is unknown) >= 1', {2: "missed", 3: "missed"}),
        ('(count of touches where leads.owner = "bob" and campaigns.channel = "event") = 1', {2: "missed"}),
    ],
)  # fmt: skip
def test_rows_see_over_several_links(engine: str, condition: str, verdicts: dict[int, str]) -> None:
    policy = f"{CHAIN}sales first-touch within 4h for {condition}"
    assert subjects(policy, chain(), engine, AS_OF) == verdicts


def test_links_of_child_rows_are_counted_too(engine: str) -> None:
    policy = (
        f'{CHAIN}clause a: sales first-touch within 4h for (count of touches where campaigns.channel = "mail") >= 1'
    )
    found = health(policy, chain(), engine)
    # campaign 9 is not there; that a touch names no lead is nobody's business here
    assert {(t, c, m) for t, c, kind, m in found if kind == "no_parent"} == {
        ("touches", "campaign", "1 row whose `campaign` names no row of `campaigns`")
    }
    through = f'{CHAIN}clause a: sales first-touch within 4h for (count of touches where reps.region = "east") = 2'
    assert {(t, c, m) for t, c, kind, m in health(through, chain(), engine) if kind == "no_parent"} == {
        ("leads", "owner", "1 row whose `owner` names no row of `reps`")
    }


def test_a_stage_of_a_child_table_sees_the_parent(engine: str) -> None:
    policy = f'{CHAIN}stage touch in touches at at when regions.head = "eve"\nmarketing delivers >= 2 touch per month'
    # both touches of lead 1; those of leads 2 and 3 may count, and do not matter
    assert periods(policy, chain(), engine, local("2026-08-01")) == {("2026-07-01",): ("met", 2.0)}


def test_an_instant_of_a_reference_table_that_has_not_come_is_not_known(engine: str) -> None:
    campaigns = pl.DataFrame({"campaign": [7, 8], "ended_at": moments(["2026-07-01 12:00", "2026-07-09 12:00"])})
    rows = owned("ann", "ann", campaign=[7, 8])
    policy = """
table campaigns
  key campaign
table leads of campaigns by campaign
sales first-touch within 1 day of campaigns.ended_at"""
    tables = {"leads": rows, "campaigns": campaigns}
    assert subjects(policy, tables, engine, local("2026-07-05")) == {1: "missed"}
    assert subjects(policy, tables, engine, local("2026-07-10")) == {1: "missed", 2: "pending"}


def test_a_parent_counts_its_children(engine: str) -> None:
    policy = f"{REPS}stage rep in reps at hired_at\nsales never (count of leads where score >= 50) > 1 on 100% of rep"
    rows = owned("ann", "ann", "bob", "ann", "dan", score=[50, 60, 70, None, 80])
    tables = {"leads": rows, "reps": reps(hired_at=moments(["2026-01-01 09:00"] * 3))}
    assert subjects(policy, tables, engine, AS_OF) == {"ann": "breached", "bob": "met", "cid": "met"}


def test_a_lead_is_there_as_a_child_row_from_its_creation_on(engine: str) -> None:
    policy = f"{REPS}stage rep in reps at hired_at\nsales never (count of leads where CONDITION) > 0 on 100% of rep"
    rows = leads(
        created_at=["2026-07-01 12:00", "2026-07-05 12:00"], won_at=["2026-07-04 12:00"] * 2, owner=["ann", "bob"]
    )
    tables = {"leads": rows, "reps": reps(hired_at=moments(["2026-01-01 09:00"] * 3))}
    there = policy.replace("CONDITION", "score is unknown or score is known")
    tables["leads"] = rows.with_columns(score=1)
    assert subjects(there, tables, engine, local("2026-07-02")) == {"ann": "breached", "bob": "met", "cid": "met"}
    won = policy.replace("CONDITION", "won_at is known")
    assert set(subjects(won, tables, engine, local("2026-07-02")).values()) == {"met"}
    assert subjects(won, tables, engine, local("2026-07-04 12:00")) == {"ann": "breached", "bob": "met", "cid": "met"}


def test_a_price_list(engine: str) -> None:
    policy = """
table prices
  key product
table leads of prices by product
sales ensures amount between 90% * prices.price and 110% * prices.price for prices.product is known"""
    rows = owned(*[None] * 5, product=["a", "a", "a", "b", "z"], amount=[90, 111, None, 200, 1])
    tables = {"leads": rows, "prices": pl.DataFrame({"product": ["a", "b"], "price": [100, 200]})}
    # 90 lies between 90 and 110, 111 does not; product z is not on the list, which is known to be so
    assert subjects(policy, tables, engine, AS_OF) == {1: "met", 2: "breached", 3: "unknown", 4: "met"}


def test_an_amount_by_segment(engine: str) -> None:
    policy = """
table segments
  key segment
table leads of segments by segment
marketing delivers >= 250 of segments.value in MQL per month"""
    rows = leads(mql_at=["2026-07-01 12:00", "2026-07-05 12:00", "2026-07-31 12:00"], segment=["smb", "smb", "ent"])
    tables = {"leads": rows, "segments": pl.DataFrame({"segment": ["smb", "ent"], "value": [25, 200]})}
    # 25 + 25 + 200 = 250
    found = periods(policy, tables, engine, local("2026-08-01"))
    assert found == {("2026-07-01",): ("met", 250.0)}


def test_a_key_that_stands_twice_is_an_error_of_the_data(engine: str) -> None:
    policy = f'{REPS}clause a: sales first-touch within 4h for reps.region = "east"'
    twice = pl.DataFrame({"rep": ["ann", "ann"], "region": ["west", "east"]})
    tables = {"leads": owned("ann"), "reps": twice}
    with pytest.raises(DataError) as error:
        health(policy, tables, engine)
    assert [d.code for d in error.value.diagnostics] == ["SLA421"]
    found = health(policy, tables, engine, on_duplicates="last")
    assert ("reps", "rep", "duplicate_keys", "1 value of `rep` more than once: 2 rows, 1 surplus") in found


def test_a_parent_without_the_column_of_its_key_is_an_error_of_the_data(engine: str) -> None:
    policy = f'{REPS}clause a: sales first-touch within 4h for reps.region = "east"'
    with pytest.raises(DataError) as error:
        health(policy, {"leads": owned("ann"), "reps": pl.DataFrame({"id": ["ann"], "region": ["east"]})}, engine)
    assert [d.code for d in error.value.diagnostics] == ["SLA422"]


def test_keys_are_compared_whatever_way_numbers_are_kept(engine: str) -> None:
    policy = """
table reps
  key rep
table leads of reps by rep_id
sales first-touch within 4h for reps.region = "east\""""
    there = pl.DataFrame({"rep": [1, 2], "region": ["east", "west"]})
    gaps = owned(*[None] * 4, rep_id=[1.0, 2.0, None, 1.5])
    assert subjects(policy, {"leads": gaps, "reps": there}, engine, AS_OF) == {
        1: "missed", 3: "unknown", 4: "unknown",
    }  # fmt: skip
    # a column of texts: `owner` is one, so the key is read as one
    as_text = owned("1", "2", None)
    policy = policy.replace("rep_id", "owner")
    assert subjects(policy, {"leads": as_text, "reps": there}, engine, AS_OF) == {1: "missed", 3: "unknown"}


def test_a_number_can_not_name_a_text(engine: str) -> None:
    policy = f"{REPS}sales first-touch within 4h for reps.rep > 5"
    with pytest.raises(DataError) as error:
        subjects(policy, {"leads": owned("1"), "reps": pl.DataFrame({"rep": [1]})}, engine, AS_OF)
    (found,) = error.value.diagnostics
    assert found.code == "SLA423"
    assert found.message.startswith("`owner` of `leads` holds a text and `rep` of `reps` holds a number")


@pytest.mark.parametrize("as_of", ["2026-07-02 13:00", "2026-07-03"])
def test_the_start_of_makes_may_be_told_by_a_parent(engine: str, as_of: str) -> None:
    policy = """
table campaigns
  key campaign
table leads of campaigns by campaign
table touches of leads by lead_id
  at = "at"
sales makes >= 1 touch within 1 day of campaigns.ended_at"""
    tables = {
        "campaigns": pl.DataFrame({"campaign": [7], "ended_at": moments(["2026-07-01 12:00"])}),
        "leads": owned("ann", "ann", campaign=[7, 7]),
        "touches": pl.DataFrame({"lead_id": [1, 2], "at": moments(["2026-07-01 11:59", "2026-07-02 12:00"])}),
    }
    assert subjects(policy, tables, engine, local(as_of)) == {1: "missed", 2: "met"}


def test_what_is_seen_and_what_is_counted_belong_to_the_same_row(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sla_dsl.engines.polars.BATCH", 700)
    rows = 4_998  # a multiple of 3: as many touches as leads
    names = [f"r{n}" for n in range(97)]
    owners = [names[n * n % 97] for n in range(rows)]
    tables = {
        "leads": owned(*owners),
        "reps": pl.DataFrame({"rep": names, "limit": [n % 3 for n in range(97)]}).sample(
            fraction=1.0, shuffle=True, seed=1
        ),
        # lead n has n % 3 touches
        "touches": pl.DataFrame(
            {"lead_id": [n for n in range(1, rows + 1) for _ in range(n % 3)], "at": moments([NOON] * rows)}
        ),
    }
    policy = f'{REPS}table touches of leads by lead_id\n  at = "at"\nsales never (count of touches) > reps.limit'
    found = subjects(policy, tables, engine, AS_OF)
    late = {n for n in range(1, rows + 1) if n % 3 > (n - 1) ** 2 % 97 % 3}
    assert {n for n, verdict in found.items() if verdict == "breached"} == late
    assert len(found) == rows


def test_a_parent_that_is_judged_too_has_each_key_once(engine: str) -> None:
    policy = f"""{REPS}stage rep in reps at hired_at
clause a: sales first-touch within 4h for (count of touches) = 0 and reps.region = "east"
clause b: sales ensures region is known on 100% of rep"""
    twice = pl.DataFrame({"rep": ["ann", "ann"], "region": ["west", "east"], "hired_at": moments([NOON] * 2)})
    touches = pl.DataFrame({"lead_id": [1], "at": moments([NOON])})
    with pytest.raises(DataError) as error:
        health(
            f"table touches of leads by lead_id\n{policy}",
            {"leads": owned("ann"), "reps": twice, "touches": touches},
            engine,
        )
    assert [d.code for d in error.value.diagnostics] == ["SLA421"]


def test_the_lower_side_of_a_ratio_sees_what_its_rows_belong_to(engine: str) -> None:
    policy = """
table campaigns
  key campaign
table spend of campaigns by campaign
stage spent in spend at spent_at
clause a: marketing keeps ratio of amount in opportunity to cost * campaigns.factor in spent >= 6 per month"""
    tables = {
        "leads": leads(opportunity_at=["2026-07-01 09:00"], amount=[1000]),
        "campaigns": pl.DataFrame({"campaign": [1, 2], "factor": [2, 1]}),
        "spend": pl.DataFrame({"campaign": [1, 2], "spent_at": moments(["2026-07-01 09:00"] * 2), "cost": [50, 60]}),
    }
    # 1000 for 50 * 2 + 60 * 1 = 160 is 6.25
    found = periods(policy.replace("clause a: ", ""), tables, engine, local("2026-08-01"))
    assert found == {("2026-07-01",): ("met", 6.25)}
    astray = {**tables, "spend": tables["spend"].with_columns(campaign=pl.Series([1, 3]))}
    assert ("spend", "campaign", "no_parent", "1 row whose `campaign` names no row of `campaigns`") in health(
        policy, astray, engine
    )
    twice = {**tables, "campaigns": pl.DataFrame({"campaign": [1, 1], "factor": [2, 1]})}
    with pytest.raises(DataError) as error:
        health(policy, twice, engine)
    assert [d.code for d in error.value.diagnostics] == ["SLA421"]


def test_rows_are_seen_in_every_batch(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sla_dsl.engines.polars.BATCH", 2)
    rows = owned(*["ann", "bob"] * 5)
    policy = f'{REPS}sales first-touch within 4h for reps.region = "east"'
    as_of: datetime = AS_OF
    found = subjects(policy, {"leads": rows, "reps": reps()}, engine, as_of)
    assert found == dict.fromkeys([1, 3, 5, 7, 9], "missed")


def test_groups_of_the_rows_they_belong_to(engine: str) -> None:
    # east has ann's two, west has bob's one; cid has no region and dan is no rep: the null group, with two.
    # Eve's region, the north, belongs to no lead: it is no group.
    rows = leads(mql_at=[NOON] * 5, owner=["ann", "ann", "bob", "cid", "dan"])
    table = pl.DataFrame({"rep": ["ann", "bob", "cid", "eve"], "region": ["east", "west", None, "north"]})
    policy = f"{REPS}marketing delivers >= 2 MQL per day by reps.region from 2026-07-01 to 2026-07-01"
    found = periods(policy, {"leads": rows, "reps": table}, engine, AS_OF)
    day = "2026-07-01"
    assert found == {(day, "east"): ("met", 2), (day, "west"): ("breached", 1), (day, None): ("unknown", 2)}


def test_shares_and_times_by_the_rows_they_belong_to(engine: str) -> None:
    # touched after 1, 9 and 3 hours: of the east 1 of 2 in time, of the west 1 of 1; medians (nearest rank) 1 h and 3 h
    touched = ["2026-07-01 13:00", "2026-07-01 21:00", "2026-07-01 15:00"]
    rows = leads(created_at=[NOON] * 3, first_touch_at=touched, owner=["ann", "ann", "bob"])
    tables = {"leads": rows, "reps": reps()}
    share = f"{REPS}sales first-touch within 4h on >= 90% per day by reps.region"
    days = {k: v for k, v in periods(share, tables, engine, AS_OF).items() if v[0] != "not_applicable"}
    assert days == {("2026-07-01", "east"): ("breached", 0.5), ("2026-07-01", "west"): ("met", 1)}
    times = f"{REPS}sales keeps median time from created to first-touch <= 2h per day by reps.region"
    found = {k: v[0] for k, v in periods(times, tables, engine, AS_OF).items()}
    assert found == {("2026-07-01", "east"): "met", ("2026-07-01", "west"): "breached"}


def test_touches_are_grouped_over_their_lead(engine: str) -> None:
    # two calls for ann's lead, one for bob's: a touch belongs to a lead, and the lead to a rep
    policy = f"""{REPS}
table touches of leads by lead_id
stage call in touches at at
marketing delivers >= 2 call per day by reps.region from 2026-07-01 to 2026-07-01"""
    calls = pl.DataFrame({"lead_id": [1, 1, 2], "at": moments([NOON] * 3)})
    tables = {"leads": owned("ann", "bob"), "reps": reps(), "touches": calls}
    found = periods(policy, tables, engine, AS_OF)
    assert found == {("2026-07-01", "east"): ("met", 2), ("2026-07-01", "west"): ("breached", 1)}


def test_a_waiver_speaks_of_the_group_of_the_rows_they_belong_to(engine: str) -> None:
    rows = leads(mql_at=[NOON] * 2, owner=["ann", "bob"])
    policy = f"""{REPS}
waive a for reps.region = "west" from 2026-07-01 to 2026-07-01 because "a holiday there"
clause a: marketing delivers >= 2 MQL per day by reps.region from 2026-07-01 to 2026-07-01"""
    found = periods(policy, {"leads": rows, "reps": reps()}, engine, AS_OF)
    assert {group: verdict for (_, group), (verdict, _) in found.items()} == {"east": "breached", "west": "waived"}


def test_entries_are_grouped_over_their_lead(engine: str) -> None:
    """Ann's lead entered twice, bob's once; the third is cyd's of the north and never entered, so that it has zero."""
    policy = f"""{REPS}
table changes of leads by lead_id
stage MQL in changes at at
marketing delivers >= 2 MQL each per day by reps.region from 2026-07-01 to 2026-07-01"""
    entered = pl.DataFrame({"lead_id": [1, 1, 2], "at": moments([NOON, "2026-07-01 13:00", NOON])})
    table = pl.DataFrame({"rep": ["ann", "bob", "cyd"], "region": ["east", "west", "north"]})
    tables = {"leads": owned("ann", "bob", "cyd"), "reps": table, "changes": entered}
    found = {group: told for (_, group), told in periods(policy, tables, engine, AS_OF).items()}
    assert found == {"east": ("met", 2), "west": ("breached", 1), "north": ("breached", 0)}
