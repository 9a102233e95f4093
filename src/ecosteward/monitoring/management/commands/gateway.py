import asyncio
import resource
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ecosteward.monitoring.gateway.server import Gateway


class Command(BaseCommand):
    help = "数采仪接入（HJ 212-2005、2017、2025）：serve 接收报文；verify 核对报文封存有没有被改动、删除或调换"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", choices=["serve"], default="serve")
        parser.add_argument("--host", default="127.0.0.1", help="监听地址；0.0.0.0 为所有网卡（默认 %(default)s）")
        parser.add_argument("--port", type=int, default=settings.HJ212_PORT, help="端口（默认 %(default)s）")

    def handle(self, *args: Any, **options: Any) -> None:
        _more_files()
        try:
            asyncio.run(_serve(options["host"], options["port"]))
        except OSError as error:
            raise CommandError(f"不能在 {options['host']}:{options['port']} 上接收报文：{error.strerror}。") from error


async def _serve(host: str, port: int) -> None:
    gateway = Gateway(host, port)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, gateway.stop)
    await gateway.run(lambda: print(f"数采仪接入：{host}:{gateway.port}", flush=True))


def _more_files() -> None:
    """Let the process have as many lines as the machine allows it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
