"""The zip of a large archive is made in little memory: measured in a process of its own."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

MB = 1024 * 1024
PART, PARTS = 60 * MB, 6
PROGRAM = """
import json, sys
from pathlib import Path
import django
django.setup()
from ecosteward.archive.exports import Member, Pack, Plan
from ecosteward.archive.models import Paper
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.queries import condition
def peak():  # the kernel's own mark starts at this program, unlike getrusage, which remembers who started it
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
members = []
for number, (size, digest) in enumerate(json.loads(sys.argv[1])):
    file = File(name=f"{number}.zip", sha256=digest, size=size)
    paper = Paper(title=f"第 {number} 份", file=file, slot_id="E.1", state="filed")
    members.append(Member(f"1 企业基本信息/1 营业执照/{number}.zip", "1", "1", paper, condition(file)))
before = peak()
with open(sys.argv[2], "wb") as out:
    for piece in Pack(Plan(Client(), (), tuple(members))):
        out.write(piece)
print(json.dumps([before, peak()]))
"""


def sparse(folder: Path, number: int) -> tuple[int, str]:
    """Lay bytes into the store without writing most of them; return their size and digest."""
    total = hashlib.sha256(f"{number}".encode())
    for _ in range(PART // MB):
        total.update(bytes(MB))
    digest = total.hexdigest()
    path = folder / "files" / "sha256" / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        out.write(f"{number}".encode())
        out.truncate(PART + len(f"{number}"))
    return PART + len(f"{number}"), digest


def test_a_zip_of_360_megabytes_takes_less_than_200_of_memory(tmp_path: Path) -> None:
    files = [sparse(tmp_path, number) for number in range(PARTS)]
    target = tmp_path / "archive.zip"
    environment = {
        **os.environ,
        "ECOSTEWARD_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "ecosteward.config.settings",
    }
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(files), str(target)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    before, peak = json.loads(done.stdout)  # kilobytes
    assert target.stat().st_size > 300 * MB
    assert len(zipfile.ZipFile(target).namelist()) == PARTS + 2
    assert peak < 200 * 1024
    assert peak - before < 20 * 1024
