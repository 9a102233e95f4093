"""The forms of what is marked, checked and corrected by people."""

from typing import Any

from django import forms
from django.utils import timezone

from ecosteward.monitoring.models import CheckKind, ConditionKind, Point, Series
from ecosteward.monitoring.rules.spans import SENT, Span
from ecosteward.pages.forms import PlainForm


def with_unit(series: Series) -> str:
    """Return how a factor is offered where its value is asked for."""
    return f"{series.name}（{series.unit}）" if series.unit else series.name


class MarkForm(PlainForm):
    kind = forms.ChoiceField(label="标记", choices=ConditionKind.choices)
    series = forms.ModelChoiceField(
        label="因子", queryset=Series.objects.none(), required=False, empty_label="全部因子"
    )
    begin = forms.DateTimeField(label="开始时间")
    end = forms.DateTimeField(label="结束时间（还没结束可不填）", required=False)
    text = forms.CharField(label="原因与处理", max_length=400, widget=forms.Textarea)

    def __init__(self, *args: Any, point: Point, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["series"]
        field.queryset = point.series.filter(stopped_on=None).order_by("role", "pk")
        field.label_from_instance = lambda series: series.name


class EndForm(PlainForm):
    at = forms.DateTimeField(label="结束时间")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("at", timezone.localtime())


class VoidForm(PlainForm):
    reason = forms.CharField(label="作废原因", max_length=400, widget=forms.Textarea)


class CheckForm(PlainForm):
    kind = forms.ChoiceField(label="类别", choices=CheckKind.choices)
    at = forms.DateTimeField(label="时间")
    passed = forms.TypedChoiceField(
        label="结论", choices=[("yes", "合格"), ("no", "不合格")], coerce=lambda word: word == "yes", empty_value=None
    )
    text = forms.CharField(label="结果与处理", max_length=400, widget=forms.Textarea, required=False)
    file = forms.FileField(label="记录（扫描件或照片）", required=False)


class CorrectForm(PlainForm):
    series = forms.ModelChoiceField(label="因子", queryset=Series.objects.none())
    span = forms.TypedChoiceField(
        label="数据类型", choices=[(span.value, span.words) for span in SENT], coerce=int, initial=Span.HOUR.value
    )
    at = forms.DateTimeField(label="数据时间（时段的开始）")
    value = forms.FloatField(label="修正后的值（按因子的单位；按缺失处理则不填）", required=False)
    mark = forms.CharField(label="标记", max_length=2, required=False, help_text="如 N 正常、C 校准、M 维护、D 故障")
    reason = forms.CharField(label="原因与依据", max_length=400, widget=forms.Textarea)

    def __init__(self, *args: Any, point: Point, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["series"]
        field.queryset = point.series.order_by("role", "pk")
        field.label_from_instance = with_unit
