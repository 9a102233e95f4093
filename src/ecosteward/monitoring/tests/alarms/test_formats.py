"""Each robot gets what its maker asks for."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.models import ChannelKind
from ecosteward.monitoring.sending.formats import answer, call
from ecosteward.monitoring.sending.messages import Item, text
from ecosteward.monitoring.sending.pace import BETWEEN, next_try, ready_at

NOW = dt.datetime(2026, 6, 15, 4, 0, 0, 123000, tzinfo=dt.UTC)
ITEM = Item("[报警] 彭城精细化工 DA001：超标", {"id": 7, "cause": "over"})
ROBOTS = (ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU)


def test_wecom_gets_a_text_and_its_address_as_it_is() -> None:
    made = call(ChannelKind.WECOM, "https://q.example/send?key=k", "", [ITEM], NOW)
    assert made.url == "https://q.example/send?key=k"
    assert json.loads(made.body) == {
        "msgtype": "text",
        "text": {"content": "【环管家】监测报警\n[报警] 彭城精细化工 DA001：超标"},
    }


def test_dingtalk_is_signed_in_its_address_by_milliseconds_and_secret() -> None:
    made = call(ChannelKind.DINGTALK, "https://d.example/robot/send?access_token=t", "SECx", [ITEM], NOW)
    asked = parse_qs(urlsplit(made.url).query)
    assert asked["access_token"] == ["t"]
    stamp = asked["timestamp"][0]
    assert stamp == str(round(NOW.timestamp() * 1000))
    expected = hmac.new(b"SECx", f"{stamp}\nSECx".encode(), hashlib.sha256).digest()
    assert base64.b64decode(asked["sign"][0]) == expected


def test_feishu_is_signed_in_its_body_by_seconds_and_secret() -> None:
    told = json.loads(call(ChannelKind.FEISHU, "https://f.example/hook/x", "s3", [ITEM], NOW).body)
    stamp = told["timestamp"]
    assert stamp == str(int(NOW.timestamp()))
    assert base64.b64decode(told["sign"]) == hmac.new(f"{stamp}\ns3".encode(), b"", hashlib.sha256).digest()
    assert told["msg_type"] == "text"
    assert "超标" in told["content"]["text"]


def test_without_a_secret_nothing_is_signed() -> None:
    assert call(ChannelKind.DINGTALK, "https://d.example/x", "", [ITEM], NOW).url == "https://d.example/x"
    assert "sign" not in json.loads(call(ChannelKind.FEISHU, "https://f.example/x", "", [ITEM], NOW).body)
    assert "X-EcoSteward-Signature" not in call(ChannelKind.WEBHOOK, "https://w.example", "", [ITEM], NOW).headers


def test_a_program_gets_facts_and_a_signature_over_them() -> None:
    made = call(ChannelKind.WEBHOOK, "https://w.example/in", "key", [ITEM, ITEM], NOW)
    told = json.loads(made.body)
    assert told["items"][0] == {"text": ITEM.line, "id": 7, "cause": "over"}
    assert len(told["items"]) == 2
    stamp = made.headers["X-EcoSteward-Timestamp"]
    digest = hmac.new(b"key", stamp.encode() + b"." + made.body, hashlib.sha256).hexdigest()
    assert made.headers["X-EcoSteward-Signature"] == f"sha256={digest}"


@pytest.mark.parametrize(
    ("kind", "status", "body", "taken"),
    [
        (ChannelKind.WECOM, 200, b'{"errcode":0,"errmsg":"ok"}', True),
        (ChannelKind.WECOM, 200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', False),
        (ChannelKind.DINGTALK, 200, b'{"errcode":310000,"errmsg":"sign not match"}', False),
        (ChannelKind.FEISHU, 200, b'{"code":0,"msg":"success"}', True),
        (ChannelKind.FEISHU, 200, b'{"code":19021,"msg":"sign match fail"}', False),
        (ChannelKind.WECOM, 200, b"<html>login</html>", False),
        (ChannelKind.WECOM, 200, b"[]", False),
        (ChannelKind.WECOM, 502, b'{"errcode":0}', False),
        (ChannelKind.WEBHOOK, 204, b"", True),
        (ChannelKind.WEBHOOK, 302, b"", False),
        (ChannelKind.WEBHOOK, 500, b"oops", False),
    ],
)
def test_a_robot_is_believed_only_when_it_says_it_took_it(
    kind: ChannelKind, status: int, body: bytes, taken: bool
) -> None:
    assert answer(kind, status, body).taken is taken


@given(
    lines=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=300), min_size=1, max_size=25
    ),
    most=st.integers(120, 2000),
)
def test_a_text_is_never_longer_than_the_robot_takes_and_says_what_it_leaves_out(lines: list[str], most: int) -> None:
    made = text([Item(line) for line in lines], most, "https://huan.example.cn/monitoring/alarms/")
    assert len(made.encode()) <= most
    shown = made.count("\n") - made.count("\n另有") - made.count("\nhttps://huan")
    assert shown == len(lines) or "另有" in made or shown <= 1


@given(st.integers(1, 12))
def test_every_try_waits_longer_than_the_one_before_until_it_is_given_up(tries: int) -> None:
    first, second = next_try(tries, NOW), next_try(tries + 1, NOW)
    assert second is None or (first is not None and first < second)
    assert next_try(6, NOW) is None


def test_a_robot_hears_at_most_fifteen_messages_a_minute() -> None:
    assert dt.timedelta(minutes=1) / BETWEEN <= 15
    assert ready_at(NOW, NOW) == NOW + BETWEEN
    assert ready_at(None, NOW) == NOW
