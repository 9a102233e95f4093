"""The forms in which robots take a message, and how they say whether they did. Pure.

企业微信 (developer.work.weixin.qq.com/document/path/91770): text of at most 2048 bytes, 20 messages a minute.
钉钉 (open.dingtalk.com, 自定义机器人): signed by milliseconds and secret in the address, 20 messages a minute.
飞书 (open.feishu.cn, 自定义机器人): signed by seconds and secret in the body, which has at most 20 KB.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from ecosteward.monitoring.models import ChannelKind
from ecosteward.monitoring.sending.messages import Item, text

_TEXT = {ChannelKind.WECOM: 2000, ChannelKind.DINGTALK: 15000, ChannelKind.FEISHU: 15000}
_SHOWN = 300  # characters of an answer that are kept
_FINE = range(200, 300)


@dataclass(frozen=True)
class Call:
    """One POST: where, what, with which headers."""

    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came of a message: whether it was taken, and what the other side said, or why nothing was heard."""

    taken: bool
    words: str


def call(
    kind: ChannelKind, address: str, secret: str, items: Sequence[Item], now: dt.datetime, *, link: str = ""
) -> Call:
    """Return the call that hands items to a robot as one message."""
    return _CALLS[kind](address, secret, items, now, link)


def signature(key: str, message: str) -> str:
    """Return the HMAC-SHA256 of a message as Base64."""
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _wecom(address: str, _secret: str, items: Sequence[Item], _now: dt.datetime, link: str) -> Call:
    content = text(items, _TEXT[ChannelKind.WECOM], link)
    return _json(address, {"msgtype": "text", "text": {"content": content}})


def _dingtalk(address: str, secret: str, items: Sequence[Item], now: dt.datetime, link: str) -> Call:
    content = text(items, _TEXT[ChannelKind.DINGTALK], link)
    if secret:
        stamp = round(now.timestamp() * 1000)
        sign = quote_plus(signature(secret, f"{stamp}\n{secret}"))
        address += f"{'&' if '?' in address else '?'}timestamp={stamp}&sign={sign}"
    return _json(address, {"msgtype": "text", "text": {"content": content}})


def _feishu(address: str, secret: str, items: Sequence[Item], now: dt.datetime, link: str) -> Call:
    content = text(items, _TEXT[ChannelKind.FEISHU], link)
    stamp = str(int(now.timestamp()))
    # The key is time and secret, and the message is empty: so 飞书 has it, other than 钉钉.
    signed = {"timestamp": stamp, "sign": signature(f"{stamp}\n{secret}", "")} if secret else {}
    return _json(address, {**signed, "msg_type": "text", "content": {"text": content}})


def _webhook(address: str, secret: str, items: Sequence[Item], now: dt.datetime, _link: str) -> Call:
    plain = _json(address, {"source": "ecosteward", "sent_at": now.isoformat(), "items": [_entry(i) for i in items]})
    if not secret:
        return plain
    stamp = str(int(now.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + plain.body, hashlib.sha256).hexdigest()
    marks = {"X-EcoSteward-Timestamp": stamp, "X-EcoSteward-Signature": f"sha256={digest}"}
    return Call(plain.url, plain.body, {**plain.headers, **marks})


def _entry(item: Item) -> dict[str, Any]:
    return {"text": item.line, **item.facts}


def _json(url: str, content: dict[str, Any]) -> Call:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Call(url, body, {"Content-Type": "application/json; charset=utf-8"})


_CALLS: dict[ChannelKind, Callable[[str, str, Sequence[Item], dt.datetime, str], Call]] = {
    ChannelKind.WECOM: _wecom,
    ChannelKind.DINGTALK: _dingtalk,
    ChannelKind.FEISHU: _feishu,
    ChannelKind.WEBHOOK: _webhook,
}


def answer(kind: ChannelKind, status: int, body: bytes) -> Answer:
    """Read what a robot answered. A robot that refuses says so in the body, with status 200."""
    said = " ".join(body.decode(errors="replace").split())[:_SHOWN]
    words = f"HTTP {status} {said}".strip()
    if status not in _FINE:
        return Answer(taken=False, words=words + ("（要求跳转，不跟随）" if status in range(300, 400) else ""))
    return Answer(taken=kind == ChannelKind.WEBHOOK or _code(body) == 0, words=words)


def _code(body: bytes) -> object:
    """Return the robot's own code: `errcode` of 企业微信 and 钉钉, `code` of 飞书; None where there is none."""
    try:
        told = json.loads(body)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    return next((told[name] for name in ("errcode", "code", "StatusCode") if name in told), None)
