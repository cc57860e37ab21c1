"""Records: they are frozen dataclasses in every way that shows."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace

import pytest

from sla_dsl.text.record import like, record


@record
class Placed:
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@record
class Pair(Placed):
    left: int
    right: tuple[object, ...] = ()
    more: dict[str, int] = field(default_factory=dict, compare=False)


@record
class Other(Placed):
    left: int
    right: tuple[object, ...] = ()


@record
class Nothing:
    pass


@record
class Spoken:
    word: str

    def __str__(self) -> str:
        return self.word

    def __repr__(self) -> str:
        return f"<{self.word}>"


def test_fields_are_given_by_place_or_by_name():
    assert Pair(1, (2,)) == Pair(right=(2,), left=1)
    assert (Pair(1).left, Pair(1).right, Pair(1).at, Pair(1, at=7).at) == (1, (), 0, 7)


@pytest.mark.parametrize(
    "call",
    [
        Pair,
        lambda: Pair(1, (), {}, 4),
        lambda: Pair(1, left=2),
        lambda: Pair(1, wrong=2),
        lambda: Nothing(1),  # type: ignore[call-arg]
    ],
)
def test_wrong_arguments_are_refused(call: Callable[[], object]):
    with pytest.raises(TypeError):
        call()


def test_what_is_made_by_a_factory_is_made_anew():
    assert Pair(1).more is not Pair(1).more
    assert Pair(1, more={"a": 1}).more == {"a": 1}


def test_equality_takes_the_fields_that_compare_and_the_class():
    assert Pair(1, at=3) == Pair(1, at=4)
    assert hash(Pair(1, at=3)) == hash(Pair(1, at=4))
    assert Pair(1, more={"a": 1}) == Pair(1)
    assert Pair(1) != Pair(2)
    assert Pair(1) != Other(1)
    assert Nothing() == Nothing()
    assert len({Pair(1), Pair(1), Pair(2), Other(1), Nothing(), Nothing()}) == 4


def test_a_record_of_what_has_no_hash_has_none():
    with pytest.raises(TypeError):
        hash(Pair(1, ([],)))


def test_repr_is_the_call_that_makes_it():
    assert repr(Pair(1, (Other(2),), at=9)) == "Pair(left=1, right=(Other(left=2, right=()),), more={})"
    assert repr(Nothing()) == "Nothing()"
    assert (repr(Spoken("a")), str(Spoken("a"))) == ("<a>", "a")


def test_nothing_is_assigned_or_deleted():
    pair = Pair(1)
    with pytest.raises(FrozenInstanceError):
        pair.left = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del pair.left  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        pair.new = 2  # type: ignore[attr-defined]


def test_it_is_a_dataclass():
    assert is_dataclass(Pair)
    assert [f.name for f in fields(Pair)] == ["at", "left", "right", "more"]
    assert replace(Pair(1, (2,), at=5), left=3) == Pair(3, (2,))
    assert replace(Pair(1, at=5), left=3).at == 5


def test_one_like_another_but_for_some_fields():
    pair = Pair(1, (2,), {"a": 1}, at=5)
    assert like(pair, left=3) == Pair(3, (2,))
    assert (like(pair, left=3).at, like(pair, left=3).more) == (5, {"a": 1})
    assert pair.left == 1
    with pytest.raises(TypeError, match="Pair"):
        like(pair, middle=3)


def test_patterns_take_the_fields_in_order():
    match Pair(1, (2,)):
        case Pair(left, right):
            assert (left, right) == (1, (2,))


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))])
def test_copies_are_equal(copied: Callable[[object], object]):
    made = copied(Pair(1, (Other(2),), {"a": 1}, at=4))
    assert made == Pair(1, (Other(2),))
    assert isinstance(made, Pair)
    assert (made.at, made.more) == (4, {"a": 1})


def test_a_copy_may_be_the_first_object_of_its_class():
    class Late(Placed):
        pass

    late = record(Late)
    made = late.__new__(late)
    vars(made)["at"] = 3
    assert made == late(at=4)
    assert repr(made).endswith("Late()")
