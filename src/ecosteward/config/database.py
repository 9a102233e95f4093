"""Turns a database address into Django's settings."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

# Never connected to: lets tools that only read the settings (type checker, template linter) load them.
PLACEHOLDER = "postgresql://nobody@localhost/unset"


def connection(url: str) -> dict[str, Any]:
    """Return the `DATABASES["default"]` entry for a libpq address such as `postgresql://user@host/name`.

    Raises:
        ImproperlyConfigured: the address can not be read.

    """
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL 写得不对，应当像 postgresql://用户:密码@主机:5432/库名（{error}）"
        ) from error
    known = {
        "NAME": parts.pop("dbname", "postgres"),
        "USER": parts.pop("user", "postgres"),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{key: str(value or "") for key, value in known.items()},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }
