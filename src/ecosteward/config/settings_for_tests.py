"""The settings under test, but for what would only cost time: hashed static files, slow password hashes."""

from ecosteward.config.settings import *  # noqa: F403
from ecosteward.config.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
