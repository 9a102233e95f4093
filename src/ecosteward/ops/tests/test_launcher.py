"""Which program each command becomes."""

import pytest

from ecosteward.ops.launcher import program


@pytest.mark.parametrize(
    ("command", "module", "told"),
    [
        ("hj212 simulate --devices 3", "ecosteward.monitoring.simulator", "--devices 3"),
        ("hj212 decode packets.txt", "ecosteward.norms", "hj212 decode packets.txt"),
        ("calc list", "ecosteward.norms", "calc list"),
        ("bench norms", "ecosteward.bench.norms", ""),
        ("bench pages", "ecosteward.ops", "bench pages"),
        ("up --demo", "ecosteward.ops", "up --demo"),
    ],
)
def test_a_command_becomes_the_program_that_does_it(command: str, module: str, told: str) -> None:
    assert program(command.split()) == (module, told.split())
