"""What a packet's items say when they are read in one go (moulds.py): numbers and marks, without the names each time."""

from dataclasses import dataclass

Item = tuple[str, str]  # code and field


@dataclass(frozen=True, slots=True, eq=False)  # of each form there is one, so that it is found by what it is
class Form:
    """The codes of a form in their order, the items that hold numbers, and those that hold marks."""

    codes: tuple[str, ...]
    numbers: tuple[Item, ...]
    marks: tuple[Item, ...]


@dataclass(slots=True)  # not frozen: that takes three times as long to make
class Cast:
    """DataTime, numbers and marks of a packet in the order of its form. Nobody changes it."""

    form: Form
    at: str
    numbers: tuple[float, ...]
    marks: tuple[str, ...]
