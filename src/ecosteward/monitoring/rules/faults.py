"""What the gateway itself finds in a packet, beside what `norms.hj212.deviations` names."""

from collections.abc import Iterable

from ecosteward.norms.hj212.deviations import WORDS

UNKNOWN_DEVICE = "unknown_device"
WRONG_PASSWORD = "wrong_password"  # noqa: S105  # a code, no password
NO_PASSWORD = "no_password"  # noqa: S105  # a code, no password
FLOOD = "flood"
NOISE = "noise"
STALLED = "stalled"
TOO_MANY = "too_many"
SYSTEM_DIFFERS = "system_differs"
TIME_UNBELIEVABLE = "time_unbelievable"
TIME_OF_PART = "time_of_part"
ODD_CODE = "odd_code"
TOO_MANY_FACTORS = "too_many_factors"
UNSTORABLE = "unstorable"

OWN = {
    UNKNOWN_DEVICE: "MN 没有登记",
    WRONG_PASSWORD: "访问密码与登记的不符",
    NO_PASSWORD: "报文没有带访问密码",
    FLOOD: "发送过快，已放慢接收",
    NOISE: "不属于任何数据包的字节",
    STALLED: "数据包迟迟收不全，已断开",
    TOO_MANY: "连接过多，已拒绝",
    SYSTEM_DIFFERS: "系统编码 ST 与点位的类别不符，数据照收",
    TIME_UNBELIEVABLE: "数据时间早于五年前或晚于一天后，只存报文，不取数据",
    TIME_OF_PART: "数据时间取自同一组的前一包",
    ODD_CODE: "因子编码含有字母、数字以外的字符或过长，该因子未取",
    TOO_MANY_FACTORS: "该点位的因子已达上限，新因子未取",
    UNSTORABLE: "数据无法入库，只存报文",
}


def words(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the words for codes of `Packet.told`; a code of a later version stands for itself."""
    return tuple(OWN.get(code) or WORDS.get(code, code) for code in codes)
