"""Copies the front-end files a page loads out of their npm packages, so that the product needs no internet."""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "web" / "static" / "vendor"
MANIFEST = FOLDER / "manifest.json"

_MIT = """MIT License

{copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """One npm package: which of its files we carry, and under which name."""

    npm: str
    version: str
    folder: str
    # Path inside the package -> path inside our folder.
    files: dict[str, str]
    # For a package that names its licence but carries no copy of it.
    mit_copyright: str = ""

    @property
    def name(self) -> str:
        """Return the folder's name, e.g. `leaflet-1.9.4`."""
        return f"{self.folder}-{self.version}"


PACKAGES = (
    # 1.5 and later need Chrome 123 (light-dark(), oklch()); many office machines stop earlier.
    Package(
        "@tabler/core",
        "1.4.0",
        "tabler",
        {"dist/css/tabler.min.css": "tabler.min.css", "dist/js/tabler.min.js": "tabler.min.js"},
        "Copyright (c) 2018-2025 The Tabler Authors, codecalm.net Paweł Kuna",
    ),
    Package(
        "@tabler/icons-webfont",
        "3.49.0",
        "tabler-icons",
        {
            "dist/tabler-icons.min.css": "tabler-icons.min.css",
            "dist/fonts/tabler-icons.woff2": "fonts/tabler-icons.woff2",
            "LICENSE": "LICENSE",
        },
    ),
    Package(
        "echarts",
        "6.1.0",
        "echarts",
        {
            "dist/echarts.min.js": "echarts.min.js",
            "LICENSE": "LICENSE",
            "NOTICE": "NOTICE",
            "licenses/LICENSE-d3": "LICENSE-d3",
        },
    ),
    Package(
        "leaflet",
        "1.9.4",
        "leaflet",
        {
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            **{
                f"dist/images/{image}": f"images/{image}"
                for image in (
                    "layers.png",
                    "layers-2x.png",
                    "marker-icon.png",
                    "marker-icon-2x.png",
                    "marker-shadow.png",
                )
            },
            "LICENSE": "LICENSE",
        },
    ),
)


def fetch() -> None:
    """Bring every package into `FOLDER` and write the manifest. Needs npm and a registry."""
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as work:
            _unpack(package, _download(package, Path(work)))
    MANIFEST.write_text(json.dumps(digests(), indent=1, sort_keys=True) + "\n", "utf-8")


def digests() -> dict[str, str]:
    """Return the SHA-256 of each vendored file by its path under `FOLDER`."""
    return {path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in _files()}


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted(path for path in (FOLDER / package.name).rglob("*") if path.is_file())


def _download(package: Package, work: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", f"{package.npm}@{package.version}"], cwd=work, check=True)
    return next(work.glob("*.tgz"))


def _unpack(package: Package, archive: Path) -> None:
    target = FOLDER / package.name
    with tarfile.open(archive) as tar:
        for source, name in package.files.items():
            stream = tar.extractfile(f"package/{source}")
            if stream is None:
                raise FileNotFoundError(f"{package.npm} has no file {source}")
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_without_missing_files(path.suffix, stream.read()))
    if package.mit_copyright:
        (target / "LICENSE").write_text(_MIT.format(copyright=package.mit_copyright), "utf-8")


def _without_missing_files(suffix: str, content: bytes) -> bytes:
    """Drop references to files we do not carry: source maps, and fonts older than woff2."""
    if suffix not in {".css", ".js"}:
        return content
    content = re.sub(rb"\n?(/\*#|//#) sourceMappingURL=[^\s*]+( \*/)?\s*$", b"\n", content)
    return re.sub(rb'(\.woff2)\?[^"]*("\) format\("woff2"\))(,url\("[^"]*"\) format\("[a-z]+"\))+', rb"\1\2", content)
