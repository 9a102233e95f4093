"""`steward hj212`: decode packets to JSON lines, encode a packet from JSON."""

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from ecosteward.norms.hj212 import messages, sm4
from ecosteward.norms.hj212.packets import Version, read
from ecosteward.norms.hj212.stream import Feed, Found, Skipped, Unseal, frames
from ecosteward.norms.hj212.telling import told, told_skipped
from ecosteward.norms.kernel.errors import UnknownError, refuse
from ecosteward.norms.kernel.facts import Facts, Label

_PIECE = 65536


class Draft(Facts):
    """A packet to write, as JSON."""

    CN: Annotated[str, Label("命令编码")]
    ST: Annotated[str, Label("系统编码")]
    MN: Annotated[str, Label("设备唯一标识")]
    PW: Annotated[str, Label("访问密码")] = ""
    QN: Annotated[str, Label("请求编码")] = ""
    version: Annotated[Version, Label("版本", {"2005": "2005 版", "2017": "2017 版", "2025": "2025 版"})] = "2017"
    answer: Annotated[bool, Label("要求应答")] = False
    PNUM: Annotated[int | None, Label("总包数")] = None
    PNO: Annotated[int | None, Label("包号")] = None
    resent: Annotated[bool, Label("补传")] = False
    items: Annotated[tuple[tuple[str, str], ...], Label("指令参数各项")] = ()


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `hj212` to a program's commands."""
    hj212 = subparsers.add_parser("hj212", help="HJ 212 数据包").add_subparsers(required=True, metavar="命令")
    decode = hj212.add_parser("decode", help="读数据包，每包输出一行 JSON，有效与否及原因")
    decode.add_argument("file", nargs="?", default="-", help="字节流，或带 raw 字段的 JSON 行；- 为标准输入")
    decode.add_argument("--key", help="2025 版 SM4 密钥，32 位十六进制")
    decode.set_defaults(run=_decode)
    encode = hj212.add_parser("encode", help="按 JSON 写一个数据包")
    encode.add_argument("file", help="JSON 文件；- 为标准输入")
    encode.add_argument("--key", help="2025 版 SM4 密钥，32 位十六进制；给出时数据区加密")
    encode.set_defaults(run=_encode)


def _decode(chosen: argparse.Namespace) -> None:
    unseal = sm4.opener(_key(chosen.key)) if chosen.key else None
    with _opened(chosen.file) as file:
        for found in _found(file, unseal):
            line = told_skipped(found) if isinstance(found, Skipped) else told(read(found))
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def _found(file: BinaryIO, unseal: Unseal | None) -> Iterator[Found]:
    """Go through a file: lines of JSON where it begins with a brace, a stream of bytes otherwise."""
    piece = file.readline(_PIECE)
    if piece.lstrip().startswith(b"{"):
        lines = chain([piece if piece.endswith(b"\n") else piece + file.readline()], file)
        for number, line in enumerate(lines, start=1):
            if not line.isspace():
                yield from frames(_raw(line, number), unseal)
        return
    feed = Feed(unseal)
    while piece:
        yield from feed.push(piece)
        piece = file.read(_PIECE)
    yield from feed.close()


def _raw(line: bytes, number: int) -> bytes:
    try:
        held = json.loads(line)
        return str(held["raw"]).encode("utf-8", "surrogateescape")
    except (ValueError, TypeError, KeyError):
        raise UnknownError(f"第 {number} 行不是带 raw 字段的 JSON") from None


def _encode(chosen: argparse.Namespace) -> None:
    with _opened(chosen.file) as file:
        draft = Draft.read(_json(file.read()))
    message = messages.Message(
        draft.CN, draft.ST, draft.MN, draft.PW, draft.QN, draft.version, draft.answer, draft.PNUM, draft.PNO,
        draft.resent, draft.items,
    )  # fmt: skip
    segment = messages.segment(message)
    sys.stdout.buffer.write(sm4.build(segment, _key(chosen.key)) if chosen.key else messages.encode(message))


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise UnknownError("输入不是 JSON") from None


def _key(written: str) -> bytes:
    try:
        return bytes.fromhex(written)
    except ValueError:
        raise refuse("key", "应为 32 位十六进制", "密钥") from None


def _opened(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise UnknownError(f"读不了 {name}：{error.strerror}") from None
