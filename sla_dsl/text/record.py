"""Frozen records that cost next to nothing to define: the plain classes of trees, forms and reports.

A frozen dataclass writes and compiles six methods when its class statement runs, half a millisecond each; there are
some two hundred such classes, and a run makes objects of a few. A record is a frozen dataclass in every way that shows
(`fields`, `replace`, match patterns, equality, hash, repr), but all records share one set of methods, and a class finds
out its fields when somebody first asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from threading import RLock
from typing import Any, NamedTuple, TypeVar, dataclass_transform

T = TypeVar("T")


class _Layout(NamedTuple):
    """What the shared methods know of a class: its fields in the order of places, how many there are in all, those that
    are left to give by name after so many by place, what absent ones hold, what two records are compared by, and the
    fields that are shown."""

    places: tuple[str, ...]
    size: int
    left: tuple[frozenset[str], ...]
    defaults: Mapping[str, Any]
    factories: tuple[tuple[str, Callable[[], Any]], ...]
    compared: Callable[[Any], Any]
    shown: tuple[str, ...]


_LAYOUTS: dict[type[Any], _Layout] = {}


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class of annotated fields a frozen record; what the class itself defines stays."""
    if cls.__doc__ is None:
        cls.__doc__ = cls.__name__  # else a dataclass works out the signature, which takes milliseconds
    for name, method in _METHODS.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    for attribute in (_FIELDS, _PLACES):
        setattr(cls, attribute, _Later(cls, attribute))
    return cls


_FIELDS, _PLACES = "__dataclass_fields__", "__match_args__"
_FINDING_OUT = RLock()


class _Later:
    """Stands for an attribute of a class until it is asked for; then the class becomes a dataclass."""

    def __init__(self, cls: type[Any], name: str) -> None:
        self.cls, self.name = cls, name

    def __get__(self, _: object, asked: type[Any]) -> Any:
        cls = self.cls
        with _FINDING_OUT:
            if isinstance(cls.__dict__[_FIELDS], _Later):
                dataclass(init=False, repr=False, eq=False, match_args=False)(cls)
                setattr(cls, _PLACES, tuple(f.name for f in fields(cls) if not f.kw_only))
        return getattr(asked, self.name)


def _layout(cls: type[Any]) -> _Layout:
    found = _LAYOUTS.get(cls)
    if found is None:
        every = fields(cls)
        places = tuple(f.name for f in every if not f.kw_only)
        compared = [f.name for f in every if f.compare]
        found = _LAYOUTS[cls] = _Layout(
            places,
            len(every),
            tuple(frozenset(f.name for f in every).difference(places[:n]) for n in range(len(places) + 1)),
            {f.name: f.default for f in every if f.default is not MISSING},
            tuple((f.name, f.default_factory) for f in every if f.default_factory is not MISSING),
            attrgetter(*compared) if compared else lambda _: (),
            tuple(f.name for f in every if f.repr),
        )
    return found


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    cls = type(self)
    layout = _LAYOUTS.get(cls) or _layout(cls)
    if len(args) >= len(layout.left) or not kwargs.keys() <= layout.left[len(args)]:
        raise TypeError(f"{cls.__qualname__} takes {', '.join(layout.left[0])}, each once")
    values = self.__dict__
    if len(args) == layout.size and not kwargs:
        values.update(zip(layout.places, args, strict=True))
        return
    values.update(layout.defaults)
    values.update(zip(layout.places, args, strict=False))
    values.update(kwargs)
    for name, make in layout.factories:
        if name not in values:
            values[name] = make()
    if len(values) != layout.size:
        raise TypeError(f"{cls.__qualname__} needs {', '.join(layout.left[0] - values.keys())}")


def _eq(self: Any, other: object) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    compared = _layout(type(self)).compared
    return compared(self) == compared(other)


def _hash(self: Any) -> int:
    return hash(_layout(type(self)).compared(self))


def _repr(self: Any) -> str:
    cls = type(self)
    return f"{cls.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in _layout(cls).shown)})"


def _setattr(self: Any, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_METHODS = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
}
