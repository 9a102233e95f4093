"""What a file may be called and what it may be: pure functions."""

from ecosteward.files.rules.contents import HEAD, TAIL, content_fault, size_fault
from ecosteward.files.rules.kinds import MEDIA_TYPES, ending
from ecosteward.files.rules.names import name_fault, tidy_name

__all__ = ["HEAD", "MEDIA_TYPES", "TAIL", "content_fault", "ending", "name_fault", "size_fault", "tidy_name"]
