import contextlib
import os
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from ecosteward.demo import monitoring
from ecosteward.demo import services as demo
from ecosteward.ops import address, preparation
from ecosteward.ops.embedded import Cluster, EmbeddedDatabaseError, keep
from ecosteward.ops.instance import AlreadyRunningError, only_one
from ecosteward.ops.object_store import UnusableStoreError, check_object_store
from ecosteward.ops.supervisor import Child, Supervisor

# Seconds.
_PATIENCE_FOR_KILLED = 15
_PATIENCE_FOR_WEB = 120


class Command(BaseCommand):
    help = "启动网站和后台任务（没有 DATABASE_URL 时连同内置数据库），按 Ctrl-C 停止。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="空库时装入演示数据，并列出演示账号")
        parser.add_argument("--host", default="127.0.0.1", help="监听地址；0.0.0.0 为所有网卡（默认 %(default)s）")
        parser.add_argument("--port", type=int, default=8000, help="端口（默认 %(default)s）")
        parser.add_argument("--workers", type=int, default=2, help="网页进程数（默认 %(default)s）")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        try:
            with only_one(settings.DATA_DIR, address.url(host, port)) as was_killed:
                address.check_free(host, port, _PATIENCE_FOR_KILLED if was_killed else 0)
                self._prepare(demo_wanted=options["demo"])
                self._serve(host, port, options["workers"], demo_wanted=options["demo"])
        except AlreadyRunningError as error:
            self._say_running(error)
        except (address.UnusableAddressError, EmbeddedDatabaseError, UnusableStoreError) as error:
            raise CommandError(str(error)) from error

    def _prepare(self, *, demo_wanted: bool) -> None:
        self.stdout.write("正在准备数据库……")
        check_object_store()
        preparation.prepare_database()
        preparation.collect_static_files()
        if demo_wanted and preparation.is_empty():
            self.stdout.write("正在装入演示数据（约半分钟）……")
            demo.load()

    def _serve(self, host: str, port: int, workers: int, *, demo_wanted: bool) -> None:
        empty = preparation.is_empty()
        gateway = self._gateway(host)
        loggers = [_loggers()] if demo_wanted and gateway and monitoring.plays() else []
        connections.close_all()
        children = (_web(host, port, workers), _worker(), *gateway, *loggers)
        supervisor = Supervisor(children, _keep_database)
        try:
            self._wait_for_web(supervisor, host, port)
            self._greet(address.url(host, port), demo_wanted=demo_wanted, empty=empty)
            supervisor.run()
        finally:
            # The terminal may be gone, which must not keep us from stopping.
            with contextlib.suppress(OSError):
                self.stdout.write("正在停止……")
            supervisor.stop()

    def _gateway(self, host: str) -> list[Child]:
        """Return the gateway for data loggers, unless it is switched off or its port is taken: the site runs without."""
        port = settings.HJ212_PORT
        if not port:
            return []
        try:
            address.check_free(host, port, 0)
        except address.UnusableAddressError:
            self.stderr.write(
                f"端口 {port} 用不了（可能已被别的程序占用），这次不接收数采仪报文，网站照常运行。"
                "可用环境变量 ECOSTEWARD_HJ212_PORT 换一个端口；设为 0 则不接收。"
            )
            return []
        self.stdout.write(f"数采仪（HJ 212）接入地址：{host}:{port}")
        return [_gateway(host, port)]

    def _wait_for_web(self, supervisor: Supervisor, host: str, port: int) -> None:
        limit = time.monotonic() + _PATIENCE_FOR_WEB
        supervisor.tend()
        while not address.answers(host, port):
            if time.monotonic() > limit:
                raise CommandError(f"网页服务 {_PATIENCE_FOR_WEB} 秒内没有正常应答，原因见上面的输出。")
            time.sleep(0.1)
            supervisor.tend()

    def _greet(self, url: str, *, demo_wanted: bool, empty: bool) -> None:
        self.stdout.write(f"\n环管家已启动：{url}")
        if empty:
            self.stdout.write("第一次使用：打开上面的地址，建立服务机构和主任账号。")
        if demo_wanted:
            self._say_logins()
        self.stdout.write("按 Ctrl-C 停止。\n")

    def _say_logins(self) -> None:
        logins = demo.logins()
        self.stdout.write("演示账号（登录名 / 密码 / 身份）：" if logins else "库里已有别的数据，没有装入演示。")
        for role, username, password in logins:
            self.stdout.write(f"  {username:<12}{password:<14}{role}")

    def _say_running(self, error: AlreadyRunningError) -> None:
        where = f"：{error.running.address}（进程 {error.running.pid}）" if error.running else ""
        self.stdout.write(f"环管家已经在运行{where}。要用别的选项重新启动，请先在它的窗口按 Ctrl-C 停止。")


def _web(host: str, port: int, workers: int) -> Child:
    # Four threads, so that a long download does not hold up a whole process.
    options = {"--host": host, "--port": port, "--workers": workers, "--blocking-threads": 4}
    limits = {"--workers-kill-timeout": 10, "--log-level": "warning"}
    flat = [str(part) for pair in {**options, **limits}.items() for part in pair]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", *flat]
    return Child("网页服务", [*command, "ecosteward.config.wsgi:application"])


def _worker() -> Child:
    return Child("后台任务", [sys.executable, "-m", "django", "worker"])


def _gateway(host: str, port: int) -> Child:
    return Child("数采仪接入", [sys.executable, "-m", "django", "gateway", "--host", host, "--port", str(port)])


def _loggers() -> Child:
    """Play the demonstration's data loggers, so that its curves go on."""
    plant = ["--plant", str(monitoring.PLANT), "--port", str(settings.HJ212_PORT)]
    return Child("演示数采仪", [sys.executable, "-m", "ecosteward.monitoring.simulator", *plant])


def _keep_database() -> None:
    """Start the embedded server again should it have died. A server named by `DATABASE_URL` is not ours to keep."""
    cluster = Cluster(settings.DATA_DIR)
    if os.environ["DATABASE_URL"] == cluster.address and not cluster.running():
        keep(cluster)
