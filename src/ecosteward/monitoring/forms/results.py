"""The forms of manual results and of the audit sheet."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ecosteward.monitoring.forms.marks import with_unit
from ecosteward.monitoring.models import Point, Series
from ecosteward.pages.forms import PlainForm

MOST_AUDITED = 31  # days; minutes of nine factors are then some 400,000 rows


class ResultForm(PlainForm):
    series = forms.ModelChoiceField(label="因子", queryset=Series.objects.none())
    at = forms.DateTimeField(label="采样时间")
    value = forms.FloatField(label="结果（按因子的单位；未检出不填）", required=False)
    below = forms.FloatField(label="检出限（未检出时填）", required=False)
    laboratory = forms.CharField(label="检测单位", max_length=80, required=False)
    report = forms.CharField(label="报告编号", max_length=80, required=False)
    file = forms.FileField(label="检测报告", required=False)

    def __init__(self, *args: Any, point: Point, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["series"]
        field.queryset = point.series.order_by("role", "pk")
        field.label_from_instance = with_unit


class StandInForm(PlainForm):
    hours = forms.IntegerField(label="替代的小时数", min_value=1, max_value=24, initial=1)
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)


class BringForm(PlainForm):
    file = forms.FileField(
        label="手工监测结果（.xlsx）",
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
    )


class AuditForm(PlainForm):
    since = forms.DateField(label="起")
    until = forms.DateField(label="止（含当日）")

    def clean(self) -> dict[str, Any]:
        """Refuse a time that is empty or too long for one workbook."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            raise ValidationError({"until": "截止日期早于开始日期，请核对"})
        if since and until and until - since >= dt.timedelta(days=MOST_AUDITED):
            raise ValidationError({"until": f"一次最多导出 {MOST_AUDITED} 天，请分几次导出"})
        return given
