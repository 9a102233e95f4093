"""Where on the site a row, item, document or norm of the standard is shown."""

from django.urls import reverse

from ecosteward.standard import queries
from ecosteward.standard.templatetags.standard import anchor

_TABLES = {"B1": "b1", "B2": "b2", "C": "c", "D": "d", "E": "e", "F": "f", "G": "g", "R": "requirements", "S": "slips"}
_STANDING = {"D.1", "D.2", "D.3"}


def address(id: str, edition: str = queries.EDITION) -> str:  # noqa: A002
    """Return the page and place of any id ("B1.05", "B2.08.03", "E.6-3", "HJ 942"); UnknownId when there is none."""
    if id not in queries.known_ids(edition):
        raise queries.UnknownId(id)
    return f"{_page(id)}#{anchor(id)}"


def _page(id: str) -> str:  # noqa: A002
    table, _, rest = id.partition(".")
    row = f"{table}.{rest.split('.')[0]}"
    if table == "B2":
        return reverse("standard:topic", args=[row])
    if table in {"B1", "C", "D"} and row not in _STANDING:
        return reverse("standard:service", args=[row])
    if table in _TABLES and rest:
        return reverse("standard:table", args=[_TABLES[table]])
    return reverse("standard:overview") if table == "A" and rest else reverse("standard:norms")
