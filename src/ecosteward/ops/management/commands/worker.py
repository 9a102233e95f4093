from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

_GRACE = 15.0  # seconds a job may go on for once we are asked to stop


class Command(BaseCommand):
    help = "运行后台任务。up 已带一个；任务多时可在别的机器上用同一个 DATABASE_URL 再开几个。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=1, help="同时处理的任务数（默认 %(default)s）")

    def handle(self, *args: Any, **options: Any) -> None:
        connector = app.connector
        assert isinstance(connector, DjangoConnector)
        with app.replace_connector(connector.get_worker_connector()) as worker:
            worker.run_worker(concurrency=options["concurrency"], shutdown_graceful_timeout=_GRACE)
