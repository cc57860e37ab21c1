"""Where rules speak and where they are silent: what is near to a mistake and is none must pass."""

from __future__ import annotations

from datetime import date

import pytest

from sla_dsl.lint.registry import RULES
from sla_dsl.lint.run import lint
from sla_dsl.lint.sets import chosen
from sla_dsl.policy import parse_all
from sla_dsl.text.source import Source

OFFICE = "calendar office\n  open mon-fri 09:00-17:00\n"
TERM = 'agreement "A"\n  between marketing and sales\n  term {}\n  timezone "UTC"\n'


def spoken(text: str, rule: str, *files: Source, as_of: date | None = None) -> list[int]:
    """The lines that a rule has a remark about."""
    found = lint(parse_all([Source("policy.sla", text), *files]), chosen(RULES), as_of)
    diagnostics = [told.diagnostic for told in found.told if told.diagnostic.code == rule]
    return [d.source.position(d.span.start)[0] for d in diagnostics if d.source is not None]


def two(one: str, other: str, before: str = "") -> str:
    """Two clauses, each in a line, `one` in the first; what stands before them follows them."""
    return f"clause one: {one}\nclause other: {other}\n{before}"


# ---------------------------------------------------------------------------------------------- contradictory-clauses


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # at least 120 of some that are among those of which there may be 100 at most
        ("marketing delivers >= 120 MQL per month for icp", "marketing delivers <= 100 MQL per month"),
        ("marketing delivers between 10 and 20 MQL per month", "marketing delivers > 20 MQL per month"),
        ("marketing delivers = 5 MQL per month", "marketing delivers < 5 MQL per month"),
        (
            "marketing keeps average score in MQL >= 70 per month",
            "marketing keeps average score in MQL <= 60 per month",
        ),
        ("sales first-touch between 6h and 24h", "sales first-touch within 4h for score >= 70"),
        ('sales ensures source = "web" for MQL', 'sales never source = "web" for MQL'),
        ('sales ensures source in ("a", "b") for MQL', 'sales ensures source = "c" for MQL and icp'),
    ],
)
def test_two_clauses_contradict_one_another(one: str, other: str) -> None:
    assert spoken(two(one, other, "define icp = employees >= 50\n"), "contradictory-clauses") == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the greater number is about more rows
        ("marketing delivers >= 120 MQL per month", "marketing delivers <= 100 MQL per month for icp"),
        ("marketing delivers >= 120 MQL per month", "marketing delivers <= 100 MQL per week"),
        ("marketing delivers >= 120 MQL per month", "marketing delivers <= 100 MQL per month by owner"),
        ("marketing delivers >= 100 MQL per month", "marketing delivers <= 100 MQL per month"),
        # an amount may be negative, so that fewer rows can have the greater sum
        (
            "marketing delivers >= 120 of amount in MQL per month for icp",
            "marketing delivers <= 100 of amount in MQL per month",
        ),
        ("sales first-touch between 2h and 24h", "sales first-touch within 4h"),
        # the two speak of other leads, of some of them only, or of other days
        ("sales first-touch between 6h and 24h for score < 70", "sales first-touch within 4h for score >= 70"),
        ("sales first-touch between 6h and 24h on >= 50% per week", "sales first-touch within 4h on >= 50% per week"),
        (
            "sales first-touch between 6h and 24h from 2026-07-01",
            "sales first-touch within 4h from 2026-01-01 to 2026-06-30",
        ),
        ('sales ensures source = "web" for MQL', 'sales never source = "web" for MQL and icp and not icp'),
        # nobody knows how many elapsed hours a business hour is
        ("sales first-touch between 6h and 24h", "sales first-touch within 4 business hours"),
    ],
)  # fmt: skip
def test_two_clauses_can_both_be_kept(one: str, other: str) -> None:
    assert spoken(two(one, other, "define icp = employees >= 50\n" + OFFICE), "contradictory-clauses") == []


# ---------------------------------------------------------------------------------------------- shadowed-clause


@pytest.mark.parametrize(
    ("one", "other", "line"),
    [
        ("sales first-touch within 4h", "sales first-touch within 8h", 2),
        ("sales first-touch within 8h for score >= 90", "sales first-touch within 4h for score >= 70", 1),
        ("sales first-touch within 4h", "sales first-touch within 8h on >= 90% per week by owner", 2),
        ("sales first-touch within 4h on >= 95% per week", "sales first-touch within 4h on >= 90% per week", 2),
        ("marketing delivers >= 100 MQL per month", "marketing delivers >= 80 MQL per month", 2),
        ("marketing delivers >= 100 MQL per month paced <= 40% per week", "marketing delivers > 99 MQL per month", 2),
        (
            "marketing keeps average score in MQL >= 70 per month",
            "marketing keeps average score in MQL > 60 per month",
            2,
        ),
        ("sales ensures source = 'web' for MQL", "sales ensures source in ('web', 'event') for MQL", 2),
        ("sales fills phone on 100% of MQL severity critical", "sales fills phone on >= 90% of MQL", 2),
    ],
)  # fmt: skip
def test_a_clause_adds_nothing_to_another_one(one: str, other: str, line: int) -> None:
    assert spoken(two(one, other).replace("'", '"'), "shadowed-clause") == [line]


@pytest.mark.parametrize(
    ("one", "other", "more"),
    [
        # a ladder: what is later than eight hours weighs more
        ("sales first-touch within 4h severity minor", "sales first-touch within 8h severity critical", ""),
        # nine of ten within four hours, and nobody later than a week
        ("sales first-touch within 4h on >= 90% per week", "sales first-touch within 7 days", ""),
        ("sales first-touch within 4h on >= 90% per week", "sales first-touch within 4h on >= 90% per month", ""),
        ("sales first-touch within 4h for score >= 70", "sales first-touch within 8h", ""),
        ("sales first-touch within 4h", "sales accepts within 8h", ""),
        ("sales first-touch within 4h", "marketing first-touch within 8h", ""),
        ("sales first-touch within 4h of MQL", "sales first-touch within 8h", ""),
        ("sales first-touch within 4h from 2026-07-01", "sales first-touch within 8h", ""),
        ("marketing delivers >= 100 MQL per month", "marketing delivers >= 300 MQL per quarter", ""),
        ("marketing delivers >= 100 MQL per month", "marketing delivers >= 80 MQL per month by owner", ""),
        ("marketing delivers >= 100 MQL per month", "marketing delivers >= 80 MQL per month paced <= 40% per week", ""),
        # it has consequences of its own
        ("sales first-touch within 4h", "sales first-touch within 8h", 'when other breached then notify "CMO"\n'),
        # who is waived in the one is not waived in the other
        (
            "sales first-touch within 4h",
            "sales first-touch within 8h",
            'waive one from 2026-08-01 to 2026-08-14 because "move" approved by "CMO"\n',
        ),
        # neither is about anybody, which is said already
        ("sales first-touch within 4h", "sales first-touch within 8h for score > 5 and score < 3", ""),
    ],
)  # fmt: skip
def test_a_clause_adds_something_to_another_one(one: str, other: str, more: str) -> None:
    assert spoken(two(one, other, more), "shadowed-clause") == []


# ---------------------------------------------------------------------------------------------- scopes and tiers


@pytest.mark.parametrize(
    ("clause", "hit"),
    [
        ("sales first-touch MQL within 2 days for score < 50", True),
        ("sales first-touch MQL within 2 days for mql_at is unknown", True),
        ("sales first-touch within 2 days for source = \"partner\"", True),  # excluded
        ("sales first-touch MQL within 2 days unless score < 50", True),
        ("sales first-touch within 2 days for score < 50", False),
        ("sales first-touch MQL within 2 days for score >= 50", False),
        ("sales first-touch MQL within 2 days unless score < 60", False),
        ("sales first-touch within 2 days unless MQL and score < 60", False),
    ],
)  # fmt: skip
def test_a_scope_without_rows(clause: str, hit: bool) -> None:
    text = (
        f"clause a: {clause}\nstage MQL at mql_at when score >= 50\n"
        'exclude source = "partner" because "an agreement of their own"\n'
    )
    assert spoken(text, "vacuous-scope") == ([1] if hit else [])


TIERS = "clause a: sales first-touch{}\n  | source | score | within |\n{}"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["any", ">= 50", "any", "< 50", "web", "any"], [5]),  # a score that is not known is of no line
        (["web, event", "any", "web", ">= 70"], [4]),
        (["web", ">= 70", "any", ">= 50", "any", "any"], []),
        (["web", ">= 50", "any", ">= 70"], []),  # of other sources
        (["web", ">= 70", "event", ">= 70"], []),
    ],
)
def test_a_line_that_no_row_comes_to(rows: list[str], lines: list[int]) -> None:
    pairs = zip(rows[::2], rows[1::2], strict=True)
    table = "".join(f"  | {source} | {score} | {n} days |\n" for n, (source, score) in enumerate(pairs, 1))
    assert spoken(TIERS.format("", table), "unreachable-tier") == lines


def test_lines_of_a_long_table() -> None:
    """Line n is for source n % 30 and a lower score than those above it; behind 150 such ones the last has no rows."""
    rows = [(f"s{n % 30}", f">= {300 - n}") for n in range(150)] + [("s7", ">= 163"), ("s8", "any"), ("s8", "< 9")]
    table = "".join(f"  | {source} | {score} | {n} days |\n" for n, (source, score) in enumerate(rows, 1))
    # s7 has 300 - 127 = 173 at least, which is more than 163; whoever is s8 comes to the line before the last one
    assert spoken(TIERS.format("", table), "unreachable-tier") == [2 + 153]
    assert spoken(TIERS.format("", table), "tiers-leave-gaps") == [2]


@pytest.mark.parametrize(
    ("scope", "rows", "hit"),
    [
        ("", [("any", ">= 70")], True),
        (" for score >= 70", [("any", ">= 70")], False),
        (" for score >= 60", [("any", ">= 70")], True),
        ("", [("any", ">= 70"), ("any", "any")], False),
        ("", [("any", ">= 70"), ("any", "< 70")], False),  # who has no score is unknown, and counted
        (' for source in ("a", "b")', [("a", "any"), ("b", "any")], False),
        (' for source in ("a", "b", "c")', [("a", "any"), ("b", "any")], True),
    ],
)
def test_rows_that_fit_no_line(scope: str, rows: list[tuple[str, str]], hit: bool) -> None:
    table = "".join(f"  | {source} | {score} | {n} days |\n" for n, (source, score) in enumerate(rows, 1))
    assert spoken(TIERS.format(scope, table), "tiers-leave-gaps") == ([2] if hit else [])


# ---------------------------------------------------------------------------------------------- waivers


def waivers(clause: str, *waived: str) -> str:
    lines = "".join(f'waive a {one} because "move" approved by "CMO"\n' for one in waived)
    return f"clause a: {clause}\n{lines}"


FIRST_TOUCH = "sales first-touch within 2 days"
VOLUME = "marketing delivers >= 9 MQL per month"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (waivers(FIRST_TOUCH, "from 2026-08-01 to 2026-08-14", "from 2026-08-14 to 2026-08-20"), [3]),
        (waivers(FIRST_TOUCH, "from 2026-08-01 to 2026-08-14", "from 2026-08-15 to 2026-08-20"), []),
        (
            waivers(
                FIRST_TOUCH,
                'for owner = "jane" from 2026-08-01 to 2026-08-14',
                'for owner = "joe" from 2026-08-01 to 2026-08-14',
            ),
            [],
        ),
        # a month is waived as a whole: August by the second one only, July by both in the second case
        (waivers(VOLUME, "from 2026-07-01 to 2026-08-14", "from 2026-08-01 to 2026-08-31"), []),
        (waivers(VOLUME, "from 2026-07-01 to 2026-08-14", "from 2026-07-01 to 2026-07-31"), [3]),
    ],
)
def test_waivers_that_cover_the_same(text: str, lines: list[int]) -> None:
    assert spoken(text, "overlapping-waivers") == lines


@pytest.mark.parametrize(("as_of", "lines"), [(date(2026, 9, 13), []), (date(2026, 9, 14), [2])])
def test_a_waiver_is_over_after_thirty_days(as_of: date, lines: list[int]) -> None:
    """The last day is 14 August: 13 September is the thirtieth day after it."""
    text = waivers(FIRST_TOUCH, "from 2026-08-01 to 2026-08-14")
    assert spoken(text, "expired-waiver", as_of=as_of) == lines


def test_a_waiver_is_needed_as_long_as_the_term_holds_its_days() -> None:
    text = waivers(FIRST_TOUCH, "from 2026-08-01 to 2026-08-14") + TERM.format("2026-07-01 to 2026-12-31")
    assert spoken(text, "expired-waiver", as_of=date(2026, 12, 1)) == []


# ---------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("one", "other", "hit"),
    [
        ("score >= 70", "score >= 70%", True),
        ("amount >= $5k", "amount >= 5000", True),
        ("score >= 70", "score between 10% and 20%", True),
        ("score >= hot", "score >= 70", True),
        ("score >= 0", "score >= 70%", False),  # nothing is nothing in every unit
        ("score >= 70", "score >= 80", False),
        ("score >= 70", "rate >= 70%", False),
    ],
)
def test_one_column_in_two_units(one: str, other: str, hit: bool) -> None:
    text = two(f"{FIRST_TOUCH} for {one}", f"{FIRST_TOUCH} for {other}", "let hot = 70%\n")
    assert spoken(text, "two-units") == ([2] if hit else [])


def test_a_table_of_tiers_compares_too() -> None:
    text = f"clause a: {FIRST_TOUCH} for score >= 70%\n" + TIERS.format("", "  | web | >= 70 | 1 day |\n")
    assert spoken(text.replace("clause a: sales first-touch\n", "clause b: sales first-touch\n"), "two-units") == [4]


@pytest.mark.parametrize(
    ("clause", "hit"),
    [
        ("marketing delivers >= 0 MQL per month", True),
        ("marketing delivers < 0 MQL per month", True),
        ("marketing keeps conversion MQL -> SQL within 9 days >= 0% per month", True),
        ("marketing keeps conversion MQL -> SQL within 9 days <= 100% per month", True),
        ("sales fills mql_at on 100% of MQL", True),
        ("sales ensures score < 50 for MQL", True),
        ("marketing delivers >= 0 MQL per month paced <= 40% per week", False),  # the pace is the promise
        ("marketing delivers <= 0 MQL per month", False),
        ("marketing delivers >= 0 of amount in MQL per month", False),  # amounts may be negative
        ("marketing keeps conversion MQL -> SQL within 9 days >= 100% per month", False),
        ("marketing keeps average score in MQL >= 0 per month", False),
        ("sales fills phone on 100% of MQL", False),
    ],
)
def test_a_target_that_nothing_can_turn(clause: str, hit: bool) -> None:
    text = f"clause a: {clause}\nstage MQL at mql_at when score >= 50\n"
    assert spoken(text, "trivial-target") == ([1] if hit else [])


@pytest.mark.parametrize(
    ("term", "pace", "hit"),
    [
        # July to December 2026 have 5 weeks each at least: 5 * 20 % is all of a month, and 5 * 19 % is not
        ("2026-07-01 to 2026-12-31", "20% per week", False),
        ("2026-07-01 to 2026-12-31", "19% per week", True),
        # February 2027 begins on a Monday: 4 * 20 % is less than all of it
        ("2027-02-01 to 2027-02-28", "20% per week", True),
        ("2027-02-01 to 2027-02-28", "25% per week", False),
        ("2026-07-01", "20% per week", True),
        # 31 days are 11 runs of three: 11 * 10 % is enough; February's 28 are 10: just enough; 9 % is not
        ("2026-07-01", "10% per rolling 3 days", False),
        ("2026-07-01", "9% per rolling 3 days", True),
    ],
)
def test_a_pace_that_no_period_can_keep(term: str, pace: str, hit: bool) -> None:
    text = f"clause a: marketing delivers >= 9 MQL per month paced <= {pace}\n{TERM.format(term)}"
    assert spoken(text, "impossible-pace") == ([1] if hit else [])


@pytest.mark.parametrize(
    ("clause", "hit"),
    [
        ("marketing delivers >= 100 MQL per month min 100", True),
        ("marketing delivers > 99 MQL per month min 100", True),
        ("marketing delivers >= 100 MQL per month min 99", False),  # 99 are judged, and too few
        ("marketing delivers > 100 MQL per month min 100", False),  # 100 are judged, and too few
        ("marketing delivers <= 100 MQL per month min 100", False),
        ("marketing delivers >= 100 MQL per month min 100 paced <= 40% per week", False),
    ],
)
def test_a_smallest_size_that_hides_every_breach(clause: str, hit: bool) -> None:
    assert spoken(f"clause a: {clause}\n", "min-hides-breach") == ([1] if hit else [])


@pytest.mark.parametrize(
    ("clause", "when", "hit"),
    [
        ("marketing delivers >= 9 MQL per month", "in 7 consecutive months", True),
        ("marketing delivers >= 9 MQL per month", "in 6 consecutive months", False),
        ("marketing delivers >= 9 MQL per month from 2026-07-15", "in 6 consecutive months", True),  # July is partial
        ("sales first-touch within 2 days from 2026-07-15", "in 6 consecutive months", False),  # it began in July too
        ("marketing delivers >= 9 MQL per month", "", False),
    ],
)
def test_a_consequence_that_never_comes(clause: str, when: str, hit: bool) -> None:
    text = f"clause a: {clause}\nwhen a breached {when} then terminate\n{TERM.format('2026-07-01 to 2026-12-31')}"
    assert spoken(text, "consequence-never-due") == ([2] if hit else [])


def test_without_an_end_every_consequence_may_come() -> None:
    text = f"clause a: {VOLUME}\nwhen a breached in 99 consecutive months then terminate\n{TERM.format('2026-07-01')}"
    assert spoken(text, "consequence-never-due") == []


# ---------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("clauses", "lines"),
    [
        ("clause a: sales first-touch within 4h\nclause b: sales accepts within 8h\n", [1]),
        (f"clause a: sales first-touch within 4h\nclause b: sales accepts within 8h\n{OFFICE}", [1, 2]),
        ("clause a: sales first-touch within short\nlet short = 90 min\n", [1]),
        ("clause a: sales keeps median time from created to first-touch <= 4h per month\n", [1]),
        ("clause a: sales first-touch within 2 days\n", []),
        (f"clause a: sales first-touch within 4 business hours\n{OFFICE}", []),
        ("clause a: sales first-touch MQL by end of next day\n", []),
    ],
)
def test_hours_that_may_be_read_in_two_ways(clauses: str, lines: list[int]) -> None:
    assert spoken(clauses, "hours-unstated") == lines


@pytest.mark.parametrize(
    ("options", "hit"),
    [
        ("on >= 90% per week by owner", True),
        ("on >= 90% per rolling 7 days by owner", True),
        ("on >= 90% per week by owner min 5", False),
        ("on >= 90% per quarter by owner", False),
        ("on >= 90% per week", False),
        ("per week by owner", False),  # all of them: one late lead is one too many, however few there are
    ],
)
def test_shares_of_small_groups(options: str, hit: bool) -> None:
    assert spoken(f"clause a: {FIRST_TOUCH} {options}\n", "small-groups") == ([1] if hit else [])


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ("let unused = 5\n", [2]),
        ("let used = 5\nlet other = used + 1\n", [2, 3]),
        ("define warm = score >= hot\nlet hot = 5\nexclude warm because \"cold only\"\n", []),
        (
            'define calls in touches = kind = "call"\ntable touches of leads by lead_id\n'
            "clause b: sales makes >= 3 calls within 9 days\n",
            [],
        ),
        ("event first-touch = first_call_at\n", []),  # the clause says it
        ("event rejects = turned_down_at\n", [2]),
        ("let fee = $5\nwhen a breached then credit 5% of fee to marketing\n", []),
        (OFFICE, [2]),
        (f"clause b: sales accepts within 3 business days\n{OFFICE}", []),
    ],
)  # fmt: skip
def test_definitions_that_no_clause_leads_to(more: str, lines: list[int]) -> None:
    text = f"clause a: {FIRST_TOUCH}\n{more}{TERM.format('2026-07-01')}"
    assert spoken(text, "unused-name") == lines


def test_a_base_is_asked_neither_for_an_agreement_nor_for_the_use_of_its_names() -> None:
    base = f"let hot = 70\nclause a: {FIRST_TOUCH}\n"
    found = lint(parse_all([Source("base.sla", base)]), chosen(RULES))
    assert found.told == ()


def test_of_a_base_nothing_is_said() -> None:
    """`b2b_saas.sla` has a limit in hours; the policy that uses it has none of its own."""
    text = f'use "b2b_saas.sla"\nclause slow: sales accepts MQL within 3 days\n{TERM.format("2026-07-01")}'
    found = lint(parse_all([Source("policy.sla", text)]), chosen(RULES))
    assert {told.diagnostic.source.name for told in found.told if told.diagnostic.source} <= {"policy.sla"}
    assert "hours-unstated" not in {told.diagnostic.code for told in found.told}


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        ("", {"no-term", "no-zone"}),
        ("  term 2026-07-01\n", {"no-zone"}),
        ('  timezone "UTC"\n', {"no-term"}),
        ('  term 2026-07-01\n  timezone "UTC"\n', set()),
    ],
)
def test_what_an_agreement_ought_to_say(lines: str, rules: set[str]) -> None:
    text = f'agreement "A"\n  between marketing and sales\n{lines}clause a: {FIRST_TOUCH}\nclause b: {VOLUME}\n'
    found = lint(parse_all([Source("policy.sla", text)]), chosen(RULES))
    assert {told.diagnostic.code for told in found.told} == rules
