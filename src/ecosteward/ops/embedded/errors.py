class EmbeddedDatabaseError(Exception):
    """The embedded server can not be used; the message is for the user, in Chinese, and says what to do."""
