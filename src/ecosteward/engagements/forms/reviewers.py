"""Outsiders whom the client asks to an acceptance, of a contract or of one task."""

import re
from typing import Any

from django import forms

from ecosteward.pages.forms import PlainForm

_PARTS = 2


class ReviewersForm(PlainForm):
    reviewers = forms.CharField(
        label="邀请的外部评审人",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="可不填；每行一位：姓名，单位",
    )
    independent = forms.BooleanField(label="以上评审人均已声明与双方没有利害关系", required=False)

    def clean_reviewers(self) -> list[tuple[str, str]]:
        """Return (name, unit) of each line. Raises ValidationError for a line without both."""
        found = []
        for line in filter(str.strip, self.cleaned_data["reviewers"].splitlines()):
            parts = [part for part in re.split(r"[，,、\s]+", line.strip(), maxsplit=1) if part]
            if len(parts) != _PARTS:
                raise forms.ValidationError(f"“{line.strip()}”缺少单位，请写成：姓名，单位")
            found.append((parts[0], parts[1]))
        return found

    def clean(self) -> dict[str, Any]:
        """Take the reviewers only with their word that they have no interest in the matter."""
        if self.cleaned_data.get("reviewers") and not self.cleaned_data["independent"]:
            self.add_error("independent", "外部评审人应与双方没有利害关系（规范 6.2.2），请确认后勾选")
        return {name: value for name, value in self.cleaned_data.items() if name != "independent"}
