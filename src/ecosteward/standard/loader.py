"""Reads an edition's folder of YAML files into an Edition, or refuses it naming the file and the field."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ecosteward.standard.models import Edition
from ecosteward.standard.rules import contradictions

EDITIONS = Path(__file__).parent / "editions"
TABLES = {
    "norms": "norms.yaml",
    "duties": "law.yaml",
    "clauses": "requirements.yaml",
    "standing": "d.yaml",
    "topics": "b2.yaml",
    "slots": "e.yaml",
    "sections": "f.yaml",
    "score": "g.yaml",
    "slips": "slips.yaml",
}


class EditionError(Exception):
    """The edition's files cannot be used; the message says which file and field, and why."""


class _Loader(yaml.CSafeLoader):
    """Safe YAML that refuses a key written twice, and reads `no`, `yes`, `on` and `off` as the words they are."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise yaml.YAMLError(f"键重复：{'、'.join(sorted(twice))}（第 {node.start_mark.line + 1} 行起）")
        return super().construct_mapping(node, deep)


def load(name: str, root: Path = EDITIONS) -> Edition:
    """Read and check the edition in folder `root/name`."""
    folder = root / name
    if not (folder / "edition.yaml").is_file():
        raise EditionError(f"没有版本“{name}”：{folder.name}/edition.yaml 不存在")
    service_files = sorted((folder / "services").glob("*.yaml"))
    data = _read(folder / "edition.yaml") | {key: _table(folder / file, key) for key, file in TABLES.items()}
    data["services"] = [_read(path) for path in service_files]
    try:
        edition = Edition.model_validate(data)
    except ValidationError as error:
        raise EditionError("\n".join(_problems(error, [path.name for path in service_files]))) from error
    if faults := contradictions(edition):
        raise EditionError("\n".join(faults))
    return edition


def _table(path: Path, key: str) -> Any:
    data = _read(path)
    if not isinstance(data, dict) or set(data) != {key}:
        raise EditionError(f"{path.name}: 只应有一个顶层键“{key}”")
    return data[key]


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except FileNotFoundError as error:
        raise EditionError(f"{path.name}: 文件不存在") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise EditionError(f"{path.name}: {error}") from error


def _problems(error: ValidationError, service_files: list[str]) -> list[str]:
    return [f"{_place(problem['loc'], service_files)}: {problem['msg']}" for problem in error.errors()]


def _place(loc: tuple[int | str, ...], service_files: list[str]) -> str:
    match loc:
        case ["services", int(index), *rest]:
            return f"services/{service_files[index]}: {_path(rest)}"
        case [str(key), *rest] if key in TABLES:
            return f"{TABLES[key]}: {_path(rest)}"
        case _:
            return f"edition.yaml: {_path(list(loc))}"


def _path(steps: list[int | str]) -> str:
    """Field path as a person counts: rows from 1."""
    return ".".join(f"第{step + 1}行" if isinstance(step, int) else step for step in steps) or "整个文件"
