from django.db import models

from ecosteward.accounts.models import Organisation, User
from ecosteward.journal.models import Record


class File(Record):
    """A file somebody brought or the product made. Its bytes are kept once per content, under their SHA-256."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client_id = models.BigIntegerField("服务对象编号", null=True, blank=True, db_index=True)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    shared = models.BooleanField("服务对象可见", default=False)
    brought_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="上传人")
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    destroyed_on = models.DateField("销毁日期", null=True, blank=True)

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Where the bytes lie in the file store."""
        return f"sha256/{self.sha256[:2]}/{self.sha256}"

    @property
    def is_image(self) -> bool:
        """Tell whether a browser can show it as a picture."""
        return self.media_type in {"image/jpeg", "image/png", "image/webp", "image/gif"}

    @property
    def opens(self) -> bool:
        """Tell whether a browser opens it by itself, walled off from the site."""
        return self.is_image or self.media_type == "application/pdf"

    @property
    def thumbnail_key(self) -> str:
        """Where a picture's small copy lies."""
        return f"thumbnails/{self.sha256[:2]}/{self.sha256}.jpg"
