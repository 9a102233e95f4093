"""Text as people type it, in the one form in which it is kept."""

import re
import unicodedata


def tidy(text: str) -> str:
    """Return text in half-width form with single blanks; line breaks count as blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def tight(text: str) -> str:
    """Return text in half-width form without any blanks, for codes and for comparing."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def without_brackets(text: str) -> str:
    """Return text without what stands in brackets of any kind."""
    return re.sub(r"[(\[{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]", "", text)
