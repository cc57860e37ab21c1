"""The text room: what a person must be able to read off it, and what must never mislead one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sla_dsl.findings.models import Part, Verdict
from sla_dsl.model.health import MANY_UNLINKED, HealthNote
from sla_dsl.reports.style import Style
from sla_dsl.reports.text import render
from tests.support.sample_report import BAND, CAP, CLAUSES, HOT, HUNDRED, REPORT, VOLUME, at, clause, hot

GREEN = "\x1b[32m"


def shown(report_clause: str, *findings: object, **style: object) -> str:
    """The text of the sample report with one of its clauses, and with other findings when they are given."""
    clauses = tuple(c for c in CLAUSES if c.id == report_clause)
    report = replace(REPORT, clauses=clauses, findings=findings or REPORT.findings, consequences=())  # type: ignore[arg-type]
    return render(report, Style(**style))  # type: ignore[arg-type]


def test_the_head_says_what_was_checked_and_as_of_when() -> None:
    head = render(REPORT).split("\n\n")[0]
    assert "Smarketing SLA, second half 2026, version 1.4" in head
    assert "2 Sep 2026 09:00 EDT, America/New_York (the latest instant in the data)" in head
    assert "leads: 13,560 rows from exports/leads.csv" in head
    assert "1 row from" in head
    asked = replace(REPORT, run=replace(REPORT.run, as_of_source="option", policy_title=None, policy_version=None))
    assert render(asked).startswith("Agreement without a title\n")
    assert "(as asked)" in render(asked)


def test_what_may_make_verdicts_wrong_is_told_before_them() -> None:
    calm, loud = (
        HealthNote("touches", "lead_id", k, 3, "3 rows count for nobody") for k in ("unlinked", MANY_UNLINKED)
    )
    text, quiet = (render(replace(REPORT, run=replace(REPORT.run, health=(note,)))) for note in (loud, calm))
    assert "beware  touches: 3 rows count for nobody" in text.split("\n\n")[0]
    assert "touches.lead_id: 3 rows count for nobody" in text.split("Data health")[1]
    assert "beware" not in quiet


def test_examples_that_the_note_says_are_not_said_again() -> None:
    note = HealthNote("leads", "score", "unparseable", 2, "2 cells left out: `a`, `b`", ("a", "b"))
    text = render(replace(REPORT, run=replace(REPORT.run, health=(note,))))
    assert "2 cells left out: `a`, `b`\n" in text


@pytest.mark.parametrize("width", [60, 72, 80, 100, 132])
@pytest.mark.parametrize("quiet", [False, True])
def test_no_line_is_wider_than_asked(width: int, quiet: bool) -> None:
    lines = render(REPORT, Style(width=width, quiet=quiet)).split("\n")
    assert [text for text in lines if len(text) > width] == []


def test_colour_comes_only_when_asked_and_changes_no_word() -> None:
    painted = render(REPORT, Style(color=True))
    assert "\x1b[" not in render(REPORT)
    assert re.sub(r"\x1b\[\d*m", "", painted) == render(REPORT)


def test_only_what_is_met_is_green() -> None:
    for verdict in Verdict:
        for evaluable in (True, False):
            one = replace(CLAUSES[0], verdict=verdict, evaluable=evaluable)
            text = render(replace(REPORT, clauses=(one,), findings=()), Style(color=True))
            assert (GREEN in text) == (verdict is Verdict.MET and evaluable)
            assert ("✓" in text) == (GREEN in text)


def test_nothing_hostile_reaches_the_terminal() -> None:
    evil = "\x1b[2J\x9b1m\u202e\u2066\r\nfake: 9 clauses: 9 met"
    run = replace(REPORT.run, policy_title=evil, policy_version=evil, policy_files=(evil,))
    clauses = tuple(
        replace(c, id=evil, title=evil, english=evil, why=evil, table=evil, verdict=Verdict.UNKNOWN) for c in CLAUSES
    )
    findings = tuple(
        replace(f, clause=evil, reason=evil, group={evil: evil} if f.group else {}, subject={evil: evil}) for f in HOT
    ) + tuple(replace(f, clause=evil, reason=evil, group={evil: evil}) for f in VOLUME)
    text = render(replace(REPORT, run=run, clauses=clauses, findings=findings))
    assert all(c == "\n" or c.isprintable() for c in text)
    assert not re.search(r"^fake", text, re.MULTILINE)


def test_the_longest_overdue_come_first() -> None:
    text = shown("hot")
    keys = ["1043 ", "\\x1b[2J", "00Q5e", "1042 "]
    assert sorted(keys, key=text.index) == keys
    rows = {key: next(row for row in text.split("\n") if key in row) for key in keys}
    assert rows["1043 "].split("  ")[-1].strip() == "2d 4h"
    assert rows["00Q5e"].endswith("5 min")
    assert "not done" in rows["00Q5e"]
    assert rows["1042 "].endswith("under 1 s")


def test_what_is_not_listed_is_counted() -> None:
    assert "… and 3 more" in shown("hot", rows=1)
    assert "… and 1,000 more" in shown("accept")
    assert "more" not in shown("band")


def test_the_row_order_of_the_findings_does_not_show() -> None:
    assert render(replace(REPORT, findings=REPORT.findings[::-1])) == render(REPORT)


def test_a_share_just_short_of_all_is_not_all() -> None:
    assert "99.97% in time (promised 100%)" in shown("hot")
    assert "89.99%" in shown("accept")


def test_pending_rows_say_when_they_fall_due() -> None:
    text = shown("hot")
    assert "pending: 12, the next due 2 Sep 09:30, the last 2 Sep 12:55, 1 at risk" in text
    assert re.search(r"1050 .* 2 Sep 09:30 +30 min +jane", text)
    assert "1051" not in text


def test_unknown_rows_say_why() -> None:
    assert "unknown: score is not known (lead_id 1060)" in shown("hot")


def test_a_late_row_names_its_limit_where_limits_differ() -> None:
    text = shown("accept", width=120)
    assert "2 business days" in text.split("lead_id", 1)[1]
    assert "4 business hours" in text


def test_too_early_is_not_late() -> None:
    early = replace(hot(7, Verdict.BREACHED, at(9, 1, 9), at(9, 1, 9, 5)), reason="touched too early")
    assert "too early" in shown("hot", early)
    assert "late by" in shown("hot", early)


def test_a_row_without_a_clock_says_its_reason() -> None:
    broken = replace(hot(7, Verdict.BREACHED, at(9, 1)), due=None, start=None, reason="the email is not known")
    assert re.search(r"7 +the email is not known", shown("hot", broken))


def test_a_period_says_what_was_short_and_which_week_was_too_much() -> None:
    text = " ".join(shown("volume", width=120).split())
    assert "2026-05 (partial) not judged 31 only part of the month is in the term" in text
    assert "2026-06 breached 0 100 short" in text
    assert "2026-07 breached 1,204 week 2026-W28 brought 52% (cap 40%)" in text
    assert "2026-08 breached 87 13 short; week 2026-W32 brought 40.03% (cap 40%)" in text
    assert "2026-09 (open) at risk 6 94 to go; on course for about 94 MQL" in text
    assert "promised at least 100 MQL" in text


def test_an_open_month_that_is_badly_paced_says_so() -> None:
    pace = Part("pace", Verdict.PENDING, VOLUME[-1].observed and CAP.value * 2, CAP, "week 2026-W36")
    risky = replace(VOLUME[-1], parts=(Part("volume", Verdict.MET, 140, HUNDRED), pace), projection=None)
    assert "week 2026-W36 has so far 80% (cap 40%)" in " ".join(shown("volume", risky, width=120).split())


def test_a_band_is_missed_on_both_sides() -> None:
    text = shown("band")
    assert "1,074 over" in text
    assert "13 short" in text
    assert "promised between 100 and 130 MQL" in text


def test_targets_that_differ_from_period_to_period_are_told() -> None:
    first, second = BAND
    text = shown("band", replace(first, target=HUNDRED), second)
    assert re.search(r"2026-07 .*>= 100 MQL", text)
    assert re.search(r"2026-08 .*100 to 130 MQL", text)


def test_when_not_all_periods_fit_the_latest_breaches_stay_in_the_order_of_time() -> None:
    text = shown("volume", rows=2)
    assert text.index("2026-07") < text.index("2026-08")
    assert "2026-06" not in text
    assert "… and 3 more" in text


def test_a_clause_without_a_verdict_says_why() -> None:
    assert "not applicable: no lead is in scope" in shown("partners")
    assert "! NOT EVALUABLE" in shown("median")
    assert "not evaluable: `keeps median time` is not evaluated yet" in shown("median")


def test_data_health_tells_only_what_is_worth_reading() -> None:
    text = render(REPORT)
    assert "leads.first_touch_at: 3 touches lie before the lead's creation" in text
    assert "such as" in text
    assert "13,560 rows\n" not in text
    assert "occur twice" not in text
    clean = replace(REPORT, run=replace(REPORT.run, health=REPORT.run.health[:1]))
    assert "Data health" not in render(clean)


def test_consequences_and_diagnostics_are_told() -> None:
    text = render(REPORT)
    told = " ".join(text.split())
    assert 'volume breached in 3 consecutive months, 2026-06 to 2026-08: escalate "VP Marketing"; carry over' in told
    assert "breached in 2026-W35: credit 12,500.50 USD to marketing" in told
    assert "smarketing.sla:2:1: warning SLA301: `keeps median time` is not evaluated yet" in text
    assert "hint: write `on >= 50%`" in text


def test_the_last_line_sums_up() -> None:
    text = render(REPORT, Style(width=200))
    assert text.split("\n")[-2] == (
        "8 clauses: 1 met, 4 breached, 1 unknown, 1 not applicable, 1 not evaluable · 1,031 findings (19 shown)"
    )
    one = clause("a", None, "", "", 1, Verdict.MET, {Verdict.MET: 1})
    assert render(replace(REPORT, clauses=(one,), findings=())).split("\n")[-2] == "1 clause: 1 met · 0 findings"


def test_a_policy_without_clauses_is_no_pass() -> None:
    assert render(replace(REPORT, clauses=(), findings=())).split("\n")[-2] == (
        "0 clauses: nothing to judge · 0 findings"
    )


def test_quiet_leaves_what_went_wrong_and_the_sum() -> None:
    text = render(REPORT, Style(quiet=True, width=200))
    rows = text.split("\n")[:-1]
    assert [row.split(" ")[:2] for row in rows[:-1]] == [["✗", "BREACHED"]] * 4 + [["!", "NOT"]]
    assert "accept (major): promised at least 90%; weeks by owner: 20 met · 2 breached" in rows[1]
    assert rows[-1].startswith("8 clauses: ")
    assert "shown" not in rows[-1]


def test_what_is_waived_and_excused_is_named_with_its_reason() -> None:
    one = replace(
        hot(7, Verdict.WAIVED, at(8, 1)), waiver="leave, 2026-08-01 to 2026-08-14\x1b[0m", would_be=Verdict.LATE
    )
    two = replace(hot(8, Verdict.EXCUSED, at(8, 1)), excused_by="filled")
    text = shown("hot", one, two)
    assert "  waived: leave, 2026-08-01 to 2026-08-14\\x1b[0m (lead_id 7 would be late)\n" in text
    assert "  excused: filled is breached (lead_id 8)\n" in text


def test_a_waived_period_says_why() -> None:
    june = replace(
        VOLUME[1], verdict=Verdict.WAIVED, waiver="no fair, 2026-06-01 to 2026-06-30", would_be=Verdict.BREACHED
    )
    text = " ".join(shown("volume", june).split())
    assert "2026-06 waived 0 100 short; waived: no" in text
