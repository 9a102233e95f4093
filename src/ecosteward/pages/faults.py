"""What may keep any step from being done, whoever takes it."""


class UnavailableError(Exception):
    """Something a step rests on does not answer; nothing was changed. The message says in Chinese what to do."""
