"""`steward calc`: list, describe and run calculations; print what is unverified."""

import argparse
import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TextIO

from ecosteward.norms.hj212 import commands as hj212
from ecosteward.norms.kernel.calculations import Calculation, calculations, find
from ecosteward.norms.kernel.errors import RefusedError, UnknownError
from ecosteward.norms.kernel.unverified import written

BAD_INPUT = 2


def main(arguments: Sequence[str]) -> int:
    """Run one command; return 0, or 2 with a message on standard error where the input was refused."""
    chosen = _parser().parse_args(arguments)
    try:
        chosen.run(chosen)
    except (RefusedError, UnknownError) as error:
        print(str(error.args[0]) if error.args else str(error), file=sys.stderr)  # noqa: T201
        return BAD_INPUT
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="steward", description="环境标准与规范的计算")
    programs = parser.add_subparsers(required=True, metavar="命令")
    hj212.add(programs)
    calc = programs.add_parser("calc", help="计算").add_subparsers(required=True, metavar="命令")
    listed = calc.add_parser("list", help="列出全部计算")
    listed.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    listed.set_defaults(run=_list)
    described = calc.add_parser("describe", help="说明一个计算的输入和结果（JSON Schema）")
    described.add_argument("id", help="计算的编号")
    described.set_defaults(run=_describe)
    run = calc.add_parser("run", help="计算：JSON 一次，CSV 多行")
    run.add_argument("id", help="计算的编号")
    run.add_argument("--input", required=True, help="输入文件（.json 或 .csv；- 为标准输入的 JSON）")
    run.add_argument("--output", help="输出文件；不写则输出到屏幕")
    run.set_defaults(run=_run)
    calc.add_parser("unverified", help="列出未与官方文本核对的数值").set_defaults(run=_unverified)
    return parser


def _list(chosen: argparse.Namespace) -> None:
    if chosen.format == "json":
        _dump([{"id": each.id, "title": each.title, "norms": each.norms} for each in calculations()], sys.stdout)
        return
    for each in calculations():
        sys.stdout.write(f"{each.id:<32}{each.title}（{'、'.join(each.norms)}）{' [CSV]' if each.rows else ''}\n")


def _describe(chosen: argparse.Namespace) -> None:
    each = find(chosen.id)
    facts, outcome = each.facts.model_json_schema(), each.outcome.model_json_schema(mode="serialization")
    told = {"id": each.id, "title": each.title, "norms": each.norms, "takes_rows": each.rows is not None}
    row = {"row": each.row.model_json_schema()} if each.row else {}
    _dump({**told, "input": facts, **row, "output": outcome}, sys.stdout)


def _unverified(_chosen: argparse.Namespace) -> None:
    sys.stdout.write(written())


def _run(chosen: argparse.Namespace) -> None:
    each = find(chosen.id)
    if chosen.input.lower().endswith(".csv"):
        columns = _rows(each, _read_csv(Path(chosen.input)))
        with _opened(chosen.output) as out:
            _write_csv(columns, out)
        return
    result = each.run(_read_json(chosen.input))
    with _opened(chosen.output) as out:
        out.write(result.model_dump_json(indent=2) + "\n")


def _rows(each: Calculation[Any, Any], given: Mapping[str, list[str | None]]) -> Mapping[str, Any]:
    found = each.run_rows(given).columns
    merged: Mapping[str, Any] = {**given, **found}
    return merged if len(set(map(len, merged.values()))) == 1 else found


def _read_json(name: str) -> Any:
    try:
        return json.loads(sys.stdin.read() if name == "-" else _text(Path(name)))
    except json.JSONDecodeError as error:
        raise UnknownError(f"{name} 不是 JSON：第 {error.lineno} 行第 {error.colno} 列") from None


def _read_csv(path: Path) -> dict[str, list[str | None]]:
    lines = csv.reader(io.StringIO(_text(path), newline=""))
    head = [name.strip() for name in next(lines, [])]
    if not head:
        raise UnknownError(f"{path} 是空的：第一行应为列名")
    rows = [row for row in lines if row]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(head):
            raise UnknownError(f"{path} 第 {number} 行有 {len(row)} 格，表头有 {len(head)} 格")
    return {name: [row[at].strip() or None for row in rows] for at, name in enumerate(head)}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return path.read_text(encoding="gb18030")
    except OSError as error:
        raise UnknownError(f"读不了 {path}：{error.strerror}") from None


def _opened(name: str | None) -> AbstractContextManager[TextIO]:
    return Path(name).open("w", encoding="utf-8", newline="") if name else nullcontext(sys.stdout)


def _write_csv(columns: Mapping[str, Any], out: TextIO) -> None:
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))


def _dump(told: object, out: TextIO) -> None:
    json.dump(told, out, ensure_ascii=False, indent=2)
    out.write("\n")
