"""The list of everything shipped without having been compared with an official text."""

from collections.abc import Iterator

from ecosteward.norms.kernel.tables import Row, names, table

_HEAD = """# 未核对的数值与规则

本文件由 `./steward calc unverified` 生成，不要手改。下列各行没有与官方文本逐项核对，也没有两份相互独立且一致的转录；
凡用到它们的结果都带 `needs_check: true`，界面和文件上标“待核”。核对后改数据表的 `verified` 与 `source`，再生成本文件。
"""
_OWN = ("verified", "source")


def unverified(name: str) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """Go through a table's rows that hold something unverified, with the columns concerned (none: the whole row)."""
    for row in table(name):
        columns = tuple(
            key.removeprefix("verified_")
            for key, cell in row.cells.items()
            if key.startswith("verified_") and cell == "false"
        )
        if columns or row["verified"] != "true":
            yield row, columns if row["verified"] == "true" else ()


def written() -> str:
    """Return the list as Markdown: for each table how many rows of how many, then each row, columns and source."""
    return "\n".join([_HEAD, *(part for name in names() for part in _section(name))])


def _section(name: str) -> Iterator[str]:
    rows = tuple(unverified(name))
    if not rows:
        return
    yield f"## {name}：{len(rows)} / {len(table(name).rows)} 行\n"
    yield "| 行 | 内容 | 未核对的列 | 来源 |\n|---|---|---|---|"
    yield from (
        f"| {row.number} | {_contents(row)} | {'、'.join(columns) or '整行'} | {_cell(row.source)} |"
        for row, columns in rows
    )
    yield ""


def _contents(row: Row) -> str:
    told = (cell for key, cell in row.cells.items() if cell and key not in _OWN and not key.startswith("verified_"))
    return _cell("；".join(told))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
