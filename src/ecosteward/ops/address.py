"""The address the site listens on: whether it is free, whether the site answers there."""

import errno
import http.client
import ipaddress
import os
import socket
import time


class UnusableAddressError(Exception):
    """The site can not listen there; the message is for the user, in Chinese."""


def url(host: str, port: int) -> str:
    """Return the address to open in a browser on this machine."""
    reachable = _reachable(host)
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def check_free(host: str, port: int, patience: float) -> None:
    """Raise `UnusableAddressError` unless we can listen on `host`:`port`; wait up to `patience` seconds for it."""
    limit = time.monotonic() + patience
    while (error := _try_to_listen(host, port)) is not None:
        if error.errno != errno.EADDRINUSE or time.monotonic() > limit:
            raise UnusableAddressError(_message(error, host, port))
        time.sleep(0.2)


def answers(host: str, port: int) -> bool:
    """Return whether a web server answers there, and not with a fault of its own."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "::1" if isinstance(address, ipaddress.IPv6Address) else "127.0.0.1"
    return host


def _try_to_listen(host: str, port: int) -> OSError | None:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
            listener.listen()
    except OSError as error:
        return error
    return None


def _message(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被别的程序占用。请换一个端口，例如：./steward up --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}：1024 以下的端口只有 root 能用。请换一个端口，例如：--port 8000"
    return f"不能在 {host}:{port} 上提供服务：{os.strerror(error.errno) if error.errno else error}。请检查 --host。"
