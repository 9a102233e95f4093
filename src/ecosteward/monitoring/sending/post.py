"""One POST to an address somebody typed in: never into the inner network, never further, never for long."""

import errno
import http.client
import ipaddress
import socket
import ssl
from contextlib import suppress
from threading import Event, Timer
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from ecosteward.monitoring.sending.formats import Call

_STEP = 10  # seconds for each step of the dialogue
_WHOLE = 20.0  # seconds for all of it, however slowly the other side drips
_MOST = 4096  # bytes of an answer that are read
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}
_REASONS = {
    errno.ECONNREFUSED: "对方的端口没有开，请核对地址和端口",
    errno.EHOSTUNREACH: "到不了对方的主机，请核对地址和本机的网络",
    errno.ENETUNREACH: "到不了对方的网络，请核对地址和本机的网络",
    errno.ECONNRESET: "连接被对方断开",
}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class UnsafeAddressError(Exception):
    """The address is not one that a message may be sent to; says why, in words."""


class UnreachableError(Exception):
    """Nobody answered; says why, in words. Holds nothing of the address, which is a secret."""


def fault_of(url: str) -> str:
    """Return what is wrong with an address, in words; empty where nothing can be seen without asking for its host."""
    try:
        _split(url)
    except UnsafeAddressError as fault:
        return str(fault)
    return ""


def post(call: Call) -> tuple[int, bytes]:
    """Send a call and return status and the beginning of the answer. Follows no redirect.

    Raises:
        UnsafeAddressError: the address is malformed or leads into the inner network.
        UnreachableError: no connection, no answer in time, or one that is not HTTP.

    """
    parts = _split(call.url)
    connection = _connection(parts, _resolved(parts))
    late = Event()
    guard = Timer(_WHOLE, _cut, [connection, late])
    guard.start()
    try:
        return _said(connection, parts, call, late)
    except TimeoutError as error:
        raise UnreachableError("对方没有及时应答") from error
    except ssl.SSLError as error:
        raise UnreachableError(f"加密连接失败：{error.reason or '证书不可信'}") from error
    except OSError as error:
        raise UnreachableError(
            f"连接不上对方：{_REASONS.get(error.errno or 0, error.strerror or '连接中断')}"
        ) from error
    except http.client.HTTPException as error:
        raise UnreachableError("对方的应答不是 HTTP") from error
    finally:
        guard.cancel()
        connection.close()


def _said(connection: http.client.HTTPConnection, parts: SplitResult, call: Call, late: Event) -> tuple[int, bytes]:
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    connection.request("POST", path, call.body, {**call.headers, "User-Agent": "EcoSteward", "Connection": "close"})
    heard = connection.getresponse()
    status, body = heard.status, heard.read(_MOST)
    if late.is_set():  # what was cut off looks like an answer that ended
        raise TimeoutError
    return status, body


def _split(url: str) -> SplitResult:
    if not url.isascii() or not url.isprintable() or " " in url:
        raise UnsafeAddressError("地址里有空格、汉字或不可见字符，请从机器人设置页重新复制")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnsafeAddressError("地址写得不对，应当像 https://…") from error
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise UnsafeAddressError("地址应以 https:// 或 http:// 开头，并写明主机")
    if parts.username or parts.password:
        raise UnsafeAddressError("地址里不能写用户名和密码")
    if not _allowed(parts.hostname) and (literal := _literal(parts.hostname)) and not _public(literal):
        raise UnsafeAddressError(_INNER)
    return parts


_INNER = "地址在内部网络，不能推送；确需推送请由管理员设置 ECOSTEWARD_WEBHOOK_HOSTS"


def _allowed(host: str) -> bool:
    return host.lower() in settings.WEBHOOK_HOSTS


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _public(address: Address) -> bool:
    """Tell whether an address is on the public network, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _public(inner)
    return address.is_global and not address.is_multicast


def _resolved(parts: SplitResult) -> str:
    """Return the one address that is then connected to, so that a name cannot lead elsewhere between two look-ups."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError("找不到对方的主机名，请核对地址和本机的网络") from error
    addresses = [str(each[4][0]) for each in found]
    if not _allowed(host) and not all(_public(ipaddress.ip_address(each.split("%")[0])) for each in addresses):
        raise UnsafeAddressError(_INNER)
    return addresses[0]


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _connection(parts: SplitResult, address: str) -> http.client.HTTPConnection:
    """Return a connection to one address that speaks to the host of the name."""
    host, port = parts.hostname or "", _port(parts)
    if parts.scheme == "http":
        return _Pinned(host, port, address)
    return _PinnedSecure(host, port, address)


class _Pinned(http.client.HTTPConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=_STEP)
        self.address = address

    def connect(self) -> None:
        """Connect to the address found before; the name is not asked for again."""
        self.sock = socket.create_connection((self.address, self.port), _STEP)


class _PinnedSecure(_Pinned):
    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Connect, and let the certificate be one of the host's name."""
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _cut(connection: http.client.HTTPConnection, late: Event) -> None:
    late.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
