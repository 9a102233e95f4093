from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Layer(models.TextChoices):
    WAITING = "waiting", "待提取文字"
    READ = "read", "可全文检索"
    NO_TEXT = "no_text", "无文字层（扫描件）"
    NAME_ONLY = "name_only", "仅按名称检索"
    FAILED = "failed", "提取失败"


class TextLayer(models.Model):
    """What could be read of a content. Made from the bytes again at any time, so that the journal does not hold it."""

    sha256 = models.CharField("SHA-256", max_length=64, primary_key=True)
    state = models.CharField("状态", max_length=10, choices=Layer.choices, default=Layer.WAITING)
    pages = models.PositiveIntegerField("页数", default=0)
    note = models.CharField("说明", max_length=200, blank=True)
    since = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = "文字层"
        indexes = [models.Index(fields=["since"], condition=models.Q(state=Layer.WAITING), name="archive_text_waiting")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.get_state_display()}"


class PageText(models.Model):
    """The text of one page, or of one part of a longer one."""

    layer = models.ForeignKey(TextLayer, models.CASCADE, related_name="texts", verbose_name="文字层")
    number = models.PositiveIntegerField("页码")
    label = models.CharField("位置", max_length=60)
    text = models.TextField("文字")
    vector = SearchVectorField("检索向量")

    class Meta:
        verbose_name = "页面文字"
        indexes = [GinIndex(fields=["vector"], name="archive_page_vector")]

    def __str__(self) -> str:
        return self.label
