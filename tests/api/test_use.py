"""`use`: base policies from files and from the package, whose word counts, and where what is wrong is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import sla_dsl
from sla_dsl import Diagnostic, Policy, PolicyError, Verdict
from sla_dsl.bases import SHIPPED, shipped_folder

Write = Callable[..., str]
TESTS = """
test "of the base"
  given leads
    | lead_id |
  expect hot met
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes files into the current folder, by name, and gives the last one's name."""
    monkeypatch.chdir(tmp_path)

    def files(**texts: str) -> str:
        for name, text in texts.items():
            (tmp_path / f"{name}.sla").write_text(text, encoding="utf-8")
        return f"{name}.sla"

    return files


def wrong(path: str) -> Diagnostic:
    """The one mistake of a policy."""
    with pytest.raises(PolicyError) as caught:
        sla_dsl.load(path)
    (found,) = caught.value.diagnostics
    return found


def pointed(found: Diagnostic) -> tuple[str, str]:
    """The file that a mistake is in, and the text it points at."""
    assert found.source is not None
    return found.source.name, found.source.text[found.span.start : found.span.end]


def sentences(path: str) -> dict[str, str]:
    policy = sla_dsl.load(path)
    return {name: policy[name].sentence for name in policy.clauses}


def hours_in_time(policy: Policy) -> list[int]:
    """After which of one to four hours a first touch is still in time for the one clause."""
    rows = [
        {"lead_id": n, "created_at": "2026-07-01 09:00", "first_touch_at": f"2026-07-01 {9 + n}:00"}
        for n in range(1, 5)
    ]
    (frame,) = policy.plan({"leads": rows}, as_of="2026-07-02").values()
    met = frame.filter(pl.col("verdict") == "met").collect()
    return [int(json.loads(key)["lead_id"]) for key in met["key"]]


# ------------------------------------------------------------------------------------------------ whose word counts


def test_a_base_comes_first_and_what_is_said_again_stands_in_its_place(write: Write) -> None:
    path = write(
        base="clause hot: sales first-touch within 4h\nclause warm: sales first-touch within 8h\n",
        policy='clause cold: sales first-touch within 9h\nuse "base.sla"\nclause hot: sales first-touch within 1h\n',
    )
    assert sentences(path) == {
        "hot": "sales first-touch within 1h",
        "warm": "sales first-touch within 8h",
        "cold": "sales first-touch within 9h",
    }
    assert list(sentences(path)) == ["hot", "warm", "cold"]


def test_a_clause_without_a_name_replaces_none(write: Write) -> None:
    path = write(base="sales first-touch within 4h\n", policy='use "base.sla"\nsales first-touch within 1h\n')
    assert list(sentences(path).values()) == ["sales first-touch within 4h", "sales first-touch within 1h"]


def test_names_of_a_base_are_said_anew_for_the_base_too(write: Write) -> None:
    """The base counts July's leads from the web with a score of 50 or more, and asks for three of them."""
    path = write(
        base='let least = 3\nstage MQL at mql_at when score >= 50\ndefine web = source = "web"\n'
        "clause volume: marketing delivers >= least MQL per month for web\n",
        policy='use "base.sla"\nlet least = 2\ndefine web = source != "event"\n',
    )
    rows = [
        {"lead_id": n, "mql_at": f"2026-07-{n:02} 09:00", "score": score, "source": source}
        for n, score, source in ((1, 90, "web"), (2, 80, "mail"), (3, 40, "web"), (4, 85, "event"))
    ]
    # of the base: lead 1 alone is a web lead of 50 and more, and 1 < 3; here: leads 1 and 2, and 2 >= 2
    for file, verdict in (("base.sla", "breached"), (path, "met")):
        rows_of_july = [{**rows[0], "lead_id": 0, "mql_at": "2026-06-30 09:00", "source": "event"}, *rows]
        (clause,) = sla_dsl.load(file).check({"leads": rows_of_july}, as_of="2026-08-01").clauses
        assert clause.counts[Verdict(verdict)] == 1


@pytest.mark.parametrize("said", ["with least = 2", "with least = 1 + 1"])
def test_an_override_holds_for_the_base_and_for_the_policy(write: Write, said: str) -> None:
    """Two leads are at least two, and not at least three."""
    path = write(
        base="let least = 3\nclause volume: marketing delivers >= least MQL per month\n",
        policy=f'use "base.sla" {said}\nclause more: marketing delivers <= least MQL per month\n',
    )
    rows = [{"lead_id": n, "mql_at": f"2026-07-{day} 09:00"} for n, day in ((1, "01"), (2, "02"))]
    clauses = sla_dsl.load(path).check({"leads": rows}, as_of="2026-08-01").clauses
    assert [c.verdict for c in clauses] == [Verdict.MET, Verdict.MET]


def test_the_agreement_is_taken_over_line_by_line(write: Write) -> None:
    path = write(
        base='agreement "Base" version "7"\n  between marketing and sales\n  timezone "Europe/Berlin"\n'
        '  accepted by ops "Nobody" on 2026-01-01\n',
        policy='use "base.sla"\nagreement "Mine"\n  term 2026-07-01 to 2026-12-31\n'
        "clause a: sales first-touch within 4h\n",
    )
    policy = sla_dsl.load(path)
    assert (policy.title, policy.version, policy.timezone) == ("Mine", "7", "Europe/Berlin")
    assert [w.code for w in policy.warnings] == []


def test_exclusions_add_up(write: Write) -> None:
    path = write(
        base='exclude source = "a"\nclause hot: sales first-touch within 4h\n',
        policy='use "base.sla"\nexclude source = "b"\n',
    )
    rows = [
        {"lead_id": n, "source": source, "created_at": "2026-07-01", "first_touch_at": "2026-07-01"}
        for n, source in enumerate("abc")
    ]
    (hot,) = sla_dsl.load(path).check({"leads": rows}, as_of="2026-08-01").clauses
    assert {word.value: n for word, n in hot.counts.items() if n} == {"excluded": 2, "met": 1}


def test_a_base_of_a_base_gives_way_to_it_whatever_the_way_there(write: Write) -> None:
    """`policy` uses `left`, which says `x` anew, and `right`, which does not: `left` builds on what `right` uses."""
    path = write(
        root="let x = 1h\nclause a: sales first-touch within x\n",
        left='use "root.sla"\nlet x = 2h\n',
        right='use "root.sla"\n',
        policy='use "left.sla"\nuse "right.sla"\n',
    )
    assert hours_in_time(sla_dsl.load(path)) == [1, 2]


def test_files_that_are_read_together_have_their_bases_in_common(write: Write) -> None:
    write(
        base="let x = 1h\nclause a: sales first-touch within x\n",
        one='use "base.sla"\n',
        two="let x = 3h\n",
    )
    assert hours_in_time(sla_dsl.load("one.sla", "two.sla", "base.sla")) == [1, 2, 3]


def test_what_a_base_says_for_others_is_not_held_against_the_data(write: Write) -> None:
    path = write(
        base='define emea = region = "EMEA"\nclause hot: sales first-touch within 4h\n', policy='use "base.sla"\n'
    )
    rows = [{"lead_id": 1, "created_at": "2026-07-01", "first_touch_at": "2026-07-01"}]
    assert sla_dsl.load(path).check({"leads": rows}, as_of="2026-08-01").exit_code(sla_dsl.Severity.INFO) == 0
    with pytest.raises(PolicyError, match="region"):
        sla_dsl.load("base.sla").check({"leads": rows}, as_of="2026-08-01")


def test_tests_of_a_base_are_its_own_business(write: Write) -> None:
    path = write(base=f"clause hot: sales first-touch within 4h\n{TESTS}", policy='use "base.sla"\n')
    assert [w.code for w in sla_dsl.load("base.sla").warnings] == ["SLA302"]
    assert [w.code for w in sla_dsl.load(path).warnings] == []


# ------------------------------------------------------------------------------------------------ where bases are


@pytest.mark.parametrize("said", ["b2b_saas.sla", "b2b_saas"])
def test_a_shipped_policy_goes_by_a_name_that_is_the_same_everywhere(write: Write, said: str) -> None:
    path = write(policy=f'use "{said}" with mql_target = 2\n')
    assert sla_dsl.load(path).clauses == sla_dsl.load(shipped_folder() / "b2b_saas.sla").clauses
    rows = [{"lead_id": 1, "mql_at": "2026-07-01"}, {"lead_id": 2, "mql_at": "2026-08-01"}]
    report = sla_dsl.load(path).check({"leads": rows}, as_of="2026-09-01", only=["volume"])
    assert report.run.policy_files == ("policy.sla", f"{SHIPPED}/b2b_saas.sla")
    assert {f.place.file for f in report.findings} == {f"{SHIPPED}/b2b_saas.sla"}


def test_a_path_is_taken_from_the_file_that_says_it(write: Write, tmp_path: Path) -> None:
    (tmp_path / "team" / "shared").mkdir(parents=True)
    (tmp_path / "team/shared/base.sla").write_text("clause hot: sales first-touch within 4h\n")
    (tmp_path / "team/shared/b2b_saas.sla").write_text('use "base"\n')
    (tmp_path / "team/policy.sla").write_text('use "shared/../shared/b2b_saas.sla"\n')
    report = sla_dsl.load("team/policy.sla").check({"leads": [{"lead_id": 1}]}, as_of="2026-07-01")
    # the file beside goes before the shipped policy of that name
    assert [c.place.file for c in report.clauses] == ["team/shared/base.sla"]
    assert report.run.policy_files == ("team/policy.sla", "team/shared/base.sla", "team/shared/b2b_saas.sla")


def test_a_text_takes_paths_from_the_current_folder(write: Write) -> None:
    """Its name is no file: a file of that name is a base like any other."""
    write(policy="clause hot: sales first-touch within 4h\n")
    policy = Policy.from_text('use "policy.sla"\nclause warm: sales first-touch within 8h\n')
    assert policy.clauses == ("hot", "warm")


def test_the_digest_covers_the_bases(write: Write) -> None:
    digests = set()
    for hours in (4, 5, 4):
        path = write(base=f"clause hot: sales first-touch within {hours}h\n", policy='use "base.sla"\n')
        rows = [{"lead_id": 1, "created_at": "2026-07-01"}]
        digests.add(sla_dsl.load(path).check({"leads": rows}, as_of="2026-07-03").run.policy_digest)
    assert len(digests) == 2


# ------------------------------------------------------------------------------------------------ what is wrong


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("b2b_sass.sla", "did you mean `b2b_saas.sla`?"),
        ("shared/bass.sla", "did you mean `shared/base.sla`?"),
        ("nowhere/near", "a policy that comes with sla: `b2b_saas.sla`"),
        ("shared", "a policy that comes with sla"),
        ("", "write a path from the folder of this file"),
        ("x" * 300, "a policy that comes with sla"),
    ],
)
def test_a_base_that_is_not_there(write: Write, tmp_path: Path, said: str, hint: str) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/base.sla").write_text("")
    found = wrong(write(policy=f'use "{said}"\nclause hot: sales first-touch within hours\n'))
    assert found.code == "SLA515"
    assert found.message == (f"there is no policy `{said}`" if said else "`use` names no policy")
    assert hint in (found.hint or "")
    assert pointed(found) == ("policy.sla", f'"{said}"')


def test_a_base_that_can_not_be_read(write: Write, tmp_path: Path) -> None:
    (tmp_path / "base.sla").write_bytes(b"let x = \xff\n")
    found = wrong(write(policy='use "base.sla"\n'))
    assert (found.code, found.message, found.hint) == ("SLA515", "`base.sla` is not UTF-8", "save the file as UTF-8")


def test_a_circle_names_the_chain(write: Write) -> None:
    found = wrong(write(a='use "b.sla"\n', b='use "c.sla"\n', c='use "a.sla"\n', policy='use "a.sla"\n'))
    assert (found.code, found.message) == ("SLA325", "`a.sla` uses itself: `a.sla` → `b.sla` → `c.sla` → `a.sla`")
    assert pointed(found) == ("c.sla", '"a.sla"')
    assert wrong(write(policy='use "./policy.sla"\n')).message == "`policy.sla` uses itself"


def test_a_mistake_in_a_base_points_into_it(write: Write) -> None:
    path = write(base="clause hot: sales first-touch within 4h fro web\n", policy='use "base.sla"\n')
    assert wrong(path).source == wrong("base.sla").source
    path = write(base="clause hot: sales first-touch within 4h for score > 5h\n", policy='use "base.sla"\n')
    assert pointed(wrong(path)) == ("base.sla", "score > 5h")


@pytest.mark.parametrize(
    ("override", "at", "message", "hint"),
    [
        ("leest = 2", "leest", "`base.sla` has no `let leest`", "did you mean `least`?"),
        ("target = 2", "target", "`base.sla` has no `let target`", "it has `least`, `time`"),
        ("web = 2", "web", "`web` is no `let` in `base.sla`", "say it in this policy: `define web ...`"),
        ("least = 2h", "2h", "`least` is a number in `base.sla`, and `2h` is not", "write a number: there it is `3`"),
        (
            "time = 5%",
            "5%",
            "`time` is a duration in `base.sla`, and `5%` is not",
            "write a duration: there it is `4h`",
        ),
    ],
)
def test_an_override_that_does_not_fit(write: Write, override: str, at: str, message: str, hint: str) -> None:
    base = "let least = 3\nlet time = 4h\ndefine web = source = 'web'\n".replace("'", '"')
    clauses = "clause a: marketing delivers >= least MQL per month\nclause b: sales first-touch within time\n"
    found = wrong(write(base=base + clauses, policy=f'use "base.sla" with {override}\n'))
    assert (found.code, found.message, found.hint) == ("SLA326", message, hint)
    assert pointed(found) == ("policy.sla", at)


def test_an_override_that_the_policy_says_too_is_said_twice(write: Write) -> None:
    found = wrong(write(base="let x = 3\n", policy='use "base.sla" with x = 4\nlet x = 5\n'))
    assert (found.code, pointed(found)) == ("SLA104", ("policy.sla", "x"))


def test_bases_that_differ_need_the_word_of_the_policy(write: Write) -> None:
    bases = {
        "one": 'let x = 1\nagreement\n  timezone "UTC"\nclause a: sales first-touch within 1h\nlet same = 4\n',
        "two": 'let x = 2\nagreement\n  timezone "Asia/Tokyo"\nclause a: sales first-touch within 2h\nlet same = 4.0\n',
    }
    found = wrong(write(**bases, policy='use "one.sla"\nuse "two.sla"\n'))
    assert (found.code, pointed(found)) == ("SLA327", ("policy.sla", '"two.sla"'))
    assert found.message == "`one.sla` and `two.sla` do not say the same of `x`"
    assert found.notes == (
        "`x`: line 1 of one.sla and line 1 of two.sla",
        "the clause `a`: line 4 of one.sla and line 4 of two.sla",
        "the agreement's `timezone`: line 2 of one.sla and line 2 of two.sla",
    )
    own = 'let x = 3\nagreement\n  timezone "Asia/Seoul"\nclause a: sales first-touch within 3h\n'
    settled = sla_dsl.load(write(**bases, policy=f'use "one.sla"\nuse "two.sla"\n{own}'))
    assert (settled.timezone, settled["a"].sentence) == ("Asia/Seoul", "sales first-touch within 3h")


def test_two_overrides_of_one_base_differ_too(write: Write) -> None:
    found = wrong(
        write(
            root="let x = 1\nclause a: marketing delivers >= x MQL per month\n",
            left='use "root.sla" with x = 2\n',
            right='use "root.sla" with x = 3\n',
            policy='use "left.sla"\nuse "right.sla"\n',
        )
    )
    assert (found.code, pointed(found)) == ("SLA327", ("policy.sla", '"right.sla"'))


def test_two_agreements_of_the_policy_itself_are_still_one_too_many(write: Write) -> None:
    base = {"base": 'agreement "Base"\nclause a: sales first-touch within 1h\n'}
    found = wrong(write(**base, policy='use "base.sla"\nagreement "One"\nagreement "Two"\n'))
    assert (found.code, pointed(found)) == ("SLA114", ("policy.sla", 'agreement "Two"'))
