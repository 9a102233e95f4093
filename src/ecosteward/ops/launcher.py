"""What the `steward` script runs: makes the environment a command needs, then becomes that command.

This module and those it imports run on a bare Python: the standard library is all they may use.
"""

import os
import sys
from typing import NoReturn

from ecosteward.config.folders import project_folder
from ecosteward.ops.environment import EnvironmentFailedError, ensure

# Our own development commands; every other word is a management command.
_DEVELOPMENT = {"test": "ecosteward.ops.checks", "lock": "ecosteward.ops.locking"}
# The library of norms needs no database.
_LIBRARY = ("calc", "hj212")
_MEASURED = {"norms": "ecosteward.bench.norms", "monitoring": "ecosteward.ops.measuring"}
_SIMULATED = ["hj212", "simulate"]

_HELP = """用法：./steward 命令 [选项]

  up                 启动网站、后台任务和内置数据库；按 Ctrl-C 停止
  up --demo          同上，空库时先装入演示数据，并列出演示账号
  backup 目录        备份数据库和文件；restore 目录 恢复到空的数据目录
  journal verify     核对操作日志；journal heads 打印链头，可抄存备查
  files verify       核对登记的文件是否都在文件库里；--read 逐字节核对
  standard show      打印服务规范的数据（--format json）；standard check 核对
  worker             只运行后台任务，用于多台机器
  calc list          列出标准规范的计算；calc describe 编号 说明；calc run 编号 --input 文件 计算
  hj212 simulate     扮演任意多台数采仪，向平台发送 HJ 212 数据，可带故障；decode 解读数据包，encode 写数据包
  judge again        重新判定过去任何一段监测数据；judge keep 把到期的月份移到文件库
  bench pages        在大数据量下测每个页面的用时和查询数；bench archive 测大档案打包
  bench norms        测标准规范计算的速度，不用数据库
  bench monitoring   测监测数据的接收、补传、判定和点位页，用单独的数据库；--only faults 反复强行结束，核对有无丢失

  test               运行全部检查；带参数时只把参数交给 pytest
  lock               重新锁定依赖（requirements/*.txt）
  vendor             重新取前端文件（需要 npm）

  help 命令          一个命令的全部选项；help --commands 列出其余管理命令

设置见 docs/settings.md，部署与维护见 docs/running.md。"""


def main(arguments: list[str]) -> NoReturn:
    """Replace this process by the command asked for."""
    if arguments in ([], ["help"], ["-h"], ["--help"]):
        print(_HELP)
        sys.exit()
    module = _DEVELOPMENT.get(arguments[0]) if arguments else None
    try:
        if module:
            python = ensure(project_folder(), "dev")
            arguments = arguments[1:]
        else:
            python = ensure(project_folder(), "base")
            module, arguments = program(arguments)
    except EnvironmentFailedError as error:
        sys.exit(str(error))
    os.execv(python, [str(python), "-m", module, *arguments])


def program(arguments: list[str]) -> tuple[str, list[str]]:
    """Return the module that does what is asked for, and what it is to be told; some need no database."""
    if module := _measured(arguments):
        return module, arguments[2:]
    if arguments[:2] == _SIMULATED:
        return "ecosteward.monitoring.simulator", arguments[2:]
    return "ecosteward.norms" if arguments[0] in _LIBRARY else "ecosteward.ops", arguments


def _measured(arguments: list[str]) -> str | None:
    return _MEASURED.get(arguments[1]) if arguments[0] == "bench" and len(arguments) > 1 else None


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
