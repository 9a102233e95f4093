"""A message by e-mail."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from ecosteward.monitoring.sending.formats import Answer
from ecosteward.monitoring.sending.messages import SIGNATURE, Item, text

_MOST = 100_000  # bytes
NO_SERVER = "本系统没有设置发信服务器，邮件发不出去；请管理员设置 ECOSTEWARD_SMTP_HOST 等"


def ready() -> bool:
    """Tell whether there is a server to send through."""
    return bool(settings.EMAIL_HOST)


def addresses(written: str) -> list[str]:
    """Return the addresses of a field. Raises ValidationError for none or one that cannot be."""
    found = [each.strip() for each in written.replace("，", ",").replace("；", ",").replace(";", ",").split(",")]
    found = [each for each in found if each]
    for each in found or [""]:
        validate_email(each)
    return found


def send(written: str, items: Sequence[Item], link: str = "") -> Answer:
    """Send items as one mail."""
    if not ready():
        return Answer(taken=False, words=NO_SERVER)
    subject = f"【{SIGNATURE}】监测报警" + (f" {len(items)} 条" if len(items) > 1 else f"：{items[0].line[:60]}")
    try:
        sent = EmailMessage(" ".join(subject.split()), text(items, _MOST, link), to=addresses(written)).send()
    except ValidationError:
        return Answer(taken=False, words="邮件地址不对，请核对")
    except OSError as error:  # every fault of smtplib is one
        return Answer(taken=False, words=f"发信失败：{error}"[:300])
    return Answer(taken=bool(sent), words="发信服务器已接收" if sent else "发信服务器没有接收")
