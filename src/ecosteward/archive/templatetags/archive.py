"""How the archive's templates show a validity."""

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from ecosteward.archive.rules.validity import standing
from ecosteward.pages.templatetags.pages import badge

register = template.Library()


@register.simple_tag
def validity(until: dt.date) -> SafeString:
    """Show until when a paper holds: grey, amber when it soon ends, red when it is over."""
    words, colour = standing(until, timezone.localdate())
    return badge(words, colour)
