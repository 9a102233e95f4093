"""The one door to every object: what a person may see, and what they may do to it.

Each app registers in its `permissions.py` a scope for each model (who sees which rows) and a rule for each action
(who may do it, in which state). A stranger gets 404, one who may see but not do gets 403.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from ecosteward.accounts.models import User

M = TypeVar("M", bound=Model)
Scope = Callable[[User], Q]
Rule = Callable[[User, Any], bool]

_scopes: dict[type[Model], Scope] = {}
_rules: dict[str, Rule] = {}


class RefusedError(PermissionDenied):
    """The person may see the object but not do this to it."""


def scope(model: type[Model], rows: Scope) -> None:
    """Register which rows of a model a person sees."""
    _scopes[model] = rows


def rule(action: str, may: Rule) -> None:
    """Register who may do an action to an object, such as `finding.close`."""
    _rules[action] = may


def visible(user: User, rows: type[M] | QuerySet[M]) -> QuerySet[M]:
    """Return those of the rows that the person may see. Raises KeyError for a model without a scope."""
    queryset = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    return queryset.filter(_scopes[queryset.model](user)) if user.is_active else queryset.none()


def find(user: User, rows: type[M] | QuerySet[M], pk: int, action: str | None = None) -> M:
    """Return one object. Raises Http404 where the person may not see it, RefusedError where they may not act."""
    found = visible(user, rows).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条记录，或您不在其服务范围内")
    if action is not None:
        require(user, action, found)
    return found


def allowed(user: User, action: str, target: Any) -> bool:
    """Tell whether the person may do this to the object as it stands. Raises KeyError for an unknown action."""
    return user.is_active and _rules[action](user, target)


def require(user: User, action: str, target: Any) -> None:
    """Raise RefusedError unless the person may do this to the object. Services call it before they change anything."""
    if not allowed(user, action, target):
        raise RefusedError("您没有办理这一步的权限，或当前状态下不能办理")


def actions() -> frozenset[str]:
    """Return every registered action."""
    return frozenset(_rules)
