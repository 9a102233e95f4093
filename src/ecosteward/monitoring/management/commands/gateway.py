import asyncio
import gc
import resource
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ecosteward.config.settled import leave_out
from ecosteward.monitoring.gateway.server import Gateway, listen
from ecosteward.monitoring.models import Seal
from ecosteward.monitoring.queries import seals

_ALLOCATIONS = 100_000  # between two collections
_PAUSE = 1.0  # seconds before a process that ended is started again


class Command(BaseCommand):
    help = "数采仪接入（HJ 212-2005、2017、2025）：serve 接收报文；verify 核对报文封存有没有被改动、删除或调换"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", choices=["serve", "verify"], default="serve")
        parser.add_argument("--host", default="127.0.0.1", help="监听地址；0.0.0.0 为所有网卡（默认 %(default)s）")
        parser.add_argument("--port", type=int, default=settings.HJ212_PORT, help="端口（默认 %(default)s）")
        parser.add_argument("--processes", type=int, default=1, help="在同一端口上接收的进程数（默认 %(default)s）")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "verify":
            self._verify()
            return
        host, port = options["host"], options["port"]
        try:
            if options["processes"] > 1:
                _serve_many(host, port, options["processes"])
            else:
                _more_files()
                asyncio.run(_serve(host, port))
        except OSError as error:
            raise CommandError(f"不能在 {host}:{port} 上接收报文：{error.strerror}。") from error

    def _verify(self) -> None:
        wrong = 0
        for wrong, text in enumerate(seals.check(), start=1):  # noqa: B007  # counted
            self.stdout.write(self.style.ERROR(text))
        if wrong:
            sys.exit(1)
        self.stdout.write(f"完好：共 {Seal.objects.count()} 个封存批次")


async def _serve(host: str, port: int) -> None:
    gateway = Gateway(host, port)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, gateway.stop)
    await gateway.run(lambda: _ready(host, gateway.port))


def _ready(host: str, port: int) -> None:
    leave_out()
    gc.set_threshold(
        _ALLOCATIONS
    )  # packets hold no rings; a look through those that wait takes longer than reading them
    print(f"数采仪接入：{host}:{port}", flush=True)


def _serve_many(host: str, port: int, number: int) -> None:
    """Keep so many processes on one port until told to stop. Raises OSError where the port is taken."""
    listen(host, port).close()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # not without the processes that we started
    command = [sys.executable, "-m", "django", "gateway", "--host", host, "--port", str(port)]
    children = [_start(command) for _ in range(number)]
    try:
        while True:
            time.sleep(_PAUSE)
            children = [each if each.poll() is None else _start(command) for each in children]
    finally:
        for each in children:
            each.terminate()
        for each in children:
            each.wait()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command)  # noqa: S603  # ourselves


def _more_files() -> None:
    """Let the process have as many lines as the machine allows it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
