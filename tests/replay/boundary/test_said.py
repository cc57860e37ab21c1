"""What is printed of boundary cases: to the minute, by name, and why nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_dsl.cli.app import sla
from sla_dsl.replay.boundary.cases import cases, text
from tests.replay.boundary.showing import HEAD, bound_of, held, shown

TIERS = """marketing delivers MQL per month by source
  | source | target |
  | web    | >= {}  |
  | event  | >= {}  |"""


def test_a_limit_is_shown_to_the_minute() -> None:
    """From nine o'clock two hours end at 11:00 and four at 13:00."""
    blocks = shown("clause hot: sales first-touch within 4h\n", "clause hot: sales first-touch within 2h\n")
    assert blocks == (
        "# the old policy: met for 3, 4, 5\n"
        'test "hot: around the due instant"\n'
        "  given leads\n"
        "    | lead_id | created_at       | first_touch_at   |\n"
        "    | 1       | 2026-07-01 09:00 | 2026-07-01 10:59 |\n"
        "    | 2       | 2026-07-01 09:00 | 2026-07-01 11:00 |\n"
        "    | 3       | 2026-07-01 09:00 | 2026-07-01 11:01 |\n"
        "    | 4       | 2026-07-01 09:00 | 2026-07-01 12:59 |\n"
        "    | 5       | 2026-07-01 09:00 | 2026-07-01 13:00 |\n"
        "    | 6       | 2026-07-01 09:00 | 2026-07-01 13:01 |\n"
        "    | 7       | 2026-07-01 09:00 |                  |\n"
        "  as of 2026-07-02\n"
        "  expect hot met for 1, 2\n"
        "  expect hot late for 3, 4, 5, 6\n"
        "  expect hot missed for 7\n"
    )


def test_a_threshold_is_shown_on_both_sides() -> None:
    """Who is meant from 65 on: 65 and 69 are new, 70 is not."""
    old, new = (f"clause hot: sales first-touch within 4h for score >= {score}\n" for score in (70, 65))
    blocks = shown(old, new)
    assert [line.split("|")[3].strip() for line in blocks.splitlines() if line.startswith("    |")] == [
        "score", "65", "69", "70",
    ]  # fmt: skip
    assert "# the old policy: not judged for 1, 2\n" in blocks


def test_a_new_holiday_is_shown_where_it_counts() -> None:
    """Thursday, 2 July, 16:00: one of four open hours is left, the other three end on Friday at 12:00; and on Monday,
    where the Friday before the fourth is a holiday."""
    clause = "\nclause hot: sales first-touch within 4 business hours\n"
    head = HEAD.split("\ntable", maxsplit=1)[0]
    blocks = shown(clause, f"  holidays US\n{clause}", head)
    assert "| 2       | 2026-07-02 16:00 | 2026-07-03 12:00 |" in blocks
    assert "| 5       | 2026-07-02 16:00 | 2026-07-06 12:00 |" in blocks
    assert "# the old policy: late for 3, 4, 5\n" in blocks


def test_the_end_of_a_month_is_shown_where_the_period_changes() -> None:
    blocks = shown(*(f"clause it: marketing delivers >= 3 MQL per {per}\n" for per in ("month", "quarter")))
    assert [line.split("|")[2].strip() for line in blocks.splitlines() if line.startswith("    |")] == [
        "mql_at", "2026-07-31 23:59", "2026-07-31 23:59", "2026-08-01 00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            "marketing delivers >= 200k MQL per month",
            "marketing delivers >= 300k MQL per month",
            "the smallest table on which the two part has 200,000 rows, and no more than 100,000 are shown",
        ),
        (
            "marketing delivers >= 100 MQL per month",
            "marketing delivers >= 100 MQL per month prorated",
            "no period is cut, or parts of them that are not the same are worth the same",
        ),
        (
            "marketing keeps share of won where repeated(lower(email)) <= 2% per month",
            "marketing keeps share of won where repeated(lower(email)) <= 3% per month",
            "it rests on what is taken from several other rows",
        ),
        (
            "sales first-touch nurtured within 4h each unless cycle > 3",
            "sales first-touch nurtured within 4h each for cycle <= 2",
            "no small table was found on which the two part",  # the first two entries are missed under both
        ),
    ],
)
def test_what_is_not_shown_is_said(old: str, new: str, why: str) -> None:
    assert shown(f"clause it: {old}\n", f"clause it: {new}\n") == f"# it: {why}\n"


def test_what_can_not_be_worked_out_is_tried() -> None:
    """Of the numbers that are spoken of and those beside them, 5 times 1 is the first product of 5 below 6."""
    blocks = shown(*(f"clause it: sales first-touch within 4h for score * amount >= {n}\n" for n in (5, 6)))
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in blocks.splitlines() if "|" in line]
    header, *rows = cells
    products = [int(row[header.index("score")]) * int(row[header.index("amount")]) for row in rows]
    assert products
    assert all(product == 5 for product in products)


def test_many_rows_alike_are_one_line() -> None:
    """99 would not be enough for either, and 119 are for the old one."""
    blocks = shown(*(f"clause it: marketing delivers >= {n} MQL per month\n" for n in (100, 120)))
    assert "    | 1 to 100 | 2026-07-01 09:00 |\n" in blocks
    assert "    | 1 to 119 | 2026-07-01 09:00 |\n" in blocks


def test_times_have_an_offset_where_the_zone_is_another_one() -> None:
    """In Berlin, six hours ahead, August begins at 18:00 of the last of July in New York."""
    clause = "clause it: marketing delivers >= 2 MQL per month\n"
    blocks = text(
        cases(bound_of(HEAD + clause), bound_of(HEAD.replace("America/New_York", "Europe/Berlin") + clause), {"it"})
    )
    assert "2026-07-31 23:59+02:00" in blocks
    assert "2026-08-01 00:00+02:00" in blocks


def test_a_group_that_is_called_as_all_were_is_no_difference() -> None:
    """What is said of July under the new policy is said of its only tier under the old one, by the same name."""
    old = "clause it: marketing delivers MQL per month by source\n  | source | target |\n  | web | >= 25 |\n"
    new = "clause it: marketing delivers >= 100 MQL per month\n"
    blocks = shown(old, new)
    assert all(all(one) for one in held(HEAD + new, blocks))
    assert not any(all(one) for one in held(HEAD + old, blocks))


def test_an_entry_is_shown_with_those_before_it() -> None:
    """The second entry, which is not judged any more, is the one at nine."""
    old, new = (f"clause it: sales first-touch nurtured within 4h each for cycle >= {n}\n" for n in (2, 3))
    blocks = shown(old, new)
    told = [line.split("|")[2].strip() for line in blocks.splitlines() if "| nurtured |" in line]
    assert told == ["2026-07-01 08:00", "2026-07-01 09:00"]
    assert "# the old policy: missed for 1 cycle 2; the clause breached\n" in blocks


def test_a_conversion_is_shown_over_the_end_of_its_period() -> None:
    """One of one in July and none of one in August; of the quarter, one of two, which is enough for 30 %."""
    told = "clause it: marketing keeps conversion MQL -> SQL within 30 days >= 30% per {}\n"
    blocks = shown(told.format("month"), told.format("quarter"))
    assert "    | 1       | 2026-07-31 23:59 | 2026-08-01 00:00 |\n" in blocks
    assert "    | 2       | 2026-08-01 00:00 |                  |\n" in blocks
    assert blocks.startswith("# the old policy: breached for 2026-08-01; not_applicable for 2026-09-01")
    assert blocks.endswith("  expect it met\n")


def test_each_tier_and_each_stretch_of_days_has_its_own_table() -> None:
    """Four web leads are enough for the old line and not for the new one; two of events the other way round."""
    old, new = (TIERS.format(*targets) for targets in ((4, 3), (5, 2)))
    (case,) = cases(*(bound_of(f"{HEAD}clause it: {one}\n") for one in (old, new)))
    titles = ["it: between the targets of source web", "it: between the targets of source event"]
    assert [one.test.name.value for one in case.shown] == titles
    blocks = text((case,))
    assert (blocks.count("| web "), blocks.count("| event ")) == (4, 2)
    old, new = (f"marketing delivers >= 3, {target} from 2026-09-15 MQL per month" for target in (4, 5))
    blocks = shown(f"clause it: {old}\n", f"clause it: {new}\n")
    assert blocks.count("2026-10-01 09:00") == 4  # the first month that begins on the 15th of September or later


def test_keys_stand_in_their_order() -> None:
    """Eleven of twelve are more than 91 % and less than 92 %."""
    touched = "clause it: sales first-touch within 4h on >= {}% per month\n"
    blocks = shown(touched.format(91), touched.format(92))
    assert "  expect it met for 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n" in blocks


def test_what_did_not_change_is_not_shown() -> None:
    clause = "clause it: sales first-touch within 4h\n"
    assert shown(clause, clause.replace("it:", 'it "A title":') + "clause other: sales first-touch within 9h\n") == ""


def test_a_clause_that_was_renamed_is_compared_with_what_it_was() -> None:
    old = bound_of(HEAD + "clause hot: sales first-touch within 4h\n")
    new = bound_of(HEAD + "clause speed: sales first-touch within 2h\n")
    assert cases(old, new) == ()
    (case,) = cases(old, new, called={"speed": "hot"})
    assert (case.clause, len(case.shown), case.why) == ("speed", 1, None)


def test_only_some_clauses() -> None:
    said = "clause a: sales first-touch within {0}h\nclause b: sales accepts MQL within {0}h\n"
    old, new = (bound_of(HEAD + said.format(hours)) for hours in (4, 2))
    assert [case.clause for case in cases(old, new)] == ["a", "b"]
    assert [case.clause for case in cases(old, new, {"b"})] == ["b"]


def test_the_policy_of_last_year_is_judged_as_if_it_held_now() -> None:
    clause = "clause it: sales first-touch within {}h\n"
    before, now = bound_of(HEAD.replace("2026", "2025") + clause.format(4)), bound_of(HEAD + clause.format(2))
    assert text(cases(before, now)) == shown(clause.format(4), clause.format(2))


def test_clauses_that_are_never_in_force_together() -> None:
    """Nothing can be judged by both."""
    clause = "clause it: sales first-touch within {}h from 2026-{} to 2026-{}\n"
    blocks = shown(clause.format(4, "07-01", "07-31"), clause.format(2, "08-01", "08-31"))
    assert blocks == "# it: the two policies are in force on no common day\n"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pasted behind the new policy the blocks are tests that pass; what only the words changed is not shown."""
    clause = 'clause it "{}": sales first-touch within {}\nclause words "{}": sales accepts MQL within 24h\n'
    old, new = tmp_path / "old.sla", tmp_path / "new.sla"
    old.write_text(HEAD + clause.format("A", "4h", "A"), encoding="utf-8")
    new.write_text(HEAD + clause.format("B", "2h", "B"), encoding="utf-8")
    assert sla.run(["diff", str(old), str(new), "--cases"]) == 0
    blocks = capsys.readouterr().out
    assert blocks == shown("clause it: sales first-touch within 4h\n", "clause it: sales first-touch within 2h\n")
    new.write_text(new.read_text(encoding="utf-8") + "\n" + blocks, encoding="utf-8")
    assert sla.run(["test", str(new)]) == 0
    capsys.readouterr()


def test_the_command_where_nothing_has_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.sla"
    file.write_text(HEAD + "clause it: sales first-touch within 4h\n", encoding="utf-8")
    assert sla.run(["diff", str(file), str(file), "--cases", "--fail-on", "any"]) == 0
    assert capsys.readouterr().out == "# no clause that both policies have has changed\n"


def test_cases_have_one_shape(capsys: pytest.CaptureFixture[str]) -> None:
    assert sla.run(["diff", "a.sla", "b.sla", "--cases", "--format", "json"]) == 2
    assert "SLA510" in capsys.readouterr().err
