"""What differs from the norm, by name. A deviation is read and recorded; with a fault a packet is not believed."""

from typing import Literal

Verdict = Literal["valid", "deviating", "invalid"]
VERDICTS = {"valid": "有效", "deviating": "有效，但与标准有出入", "invalid": "无效"}

FAULTS = {
    "crc": "校验码不符",
    "length": "数据段长度与包头所写不符",
    "sealed": "数据区像是密文，没有密钥或密钥不对，无从校验",
    "no_cp": "没有指令参数 CP",
    "no_cn": "没有命令编码 CN",
    "no_mn": "没有设备唯一标识 MN",
}

DEVIATIONS = {
    "no_crlf": "包尾没有回车换行",
    "bare_line_end": "包尾只有回车或只有换行",
    "lower_crc": "校验码用了小写字母",
    "modbus_check": "校验码按 Modbus 的 CRC16 计算，不是附录 A 的算法；按它的算法应答",
    "three_digit_length": "数据段长度只写了三位",
    "length_of_frame": "数据段长度把校验码和包尾也算在内",
    "length_in_characters": "数据段长度按字符数写，一个汉字应按其字节数算",
    "over_long": "数据段超过 1024 字符",
    "sealed_length": "密文包的长度按明文写",
    "not_utf8": "汉字不是 UTF-8 编码",
    "spaces": "字段前后有空格",
    "cp_over_long": "指令参数超过 950 字符",
    "cp_not_closed": "指令参数没有以 && 结束",
    "text_after_cp": "指令参数的 && 之后还有文字",
    "no_semicolon_before_cp": "CP 之前没有分号",
    "comma_in_header": "数据段各字段之间用了逗号",
    "header_order": "数据段字段的次序与标准不同",
    "header_unknown": "数据段有标准没有的字段",
    "header_twice": "数据段字段重复",
    "no_qn": "没有请求编码 QN",
    "no_st": "没有系统编码 ST",
    "no_pw": "没有访问密码 PW",
    "no_mn_in_answer": "应答没有设备唯一标识 MN",
    "no_flag": "没有标志位 Flag，按 2005 版读",
    "qn_form": "QN 不是 17 位时间戳",
    "st_form": "ST 不是两位编码",
    "cn_form": "CN 不是四位数字",
    "mn_form": "MN 的形式与版本不符",
    "flag_form": "Flag 不是 0～255 的整数",
    "version_unknown": "Flag 中的版本号标准没有定义",
    "version_differs": "Flag 中的版本号与登记的版本不同",
    "version_unsure": "ST=21 的 Flag 版本号为 000010：可能是国家地表水自动站协议，须按登记判定版本",
    "no_part_numbers": "Flag 说有包号，却没有 PNUM、PNO",
    "part_numbers_unflagged": "有 PNUM、PNO，Flag 却没有说有包号",
    "part_numbers_form": "PNUM、PNO 不是 1 ≤ PNO ≤ PNUM 的整数",
    "part_numbers_padded": "PNUM、PNO 前面补 0，超过了标准的位数",
    "qn_in_cp": "QN 写在指令参数里",
    "semicolon_at_end": "指令参数末尾多一个分隔符",
    "empty_item": "指令参数有空项",
    "no_equals": "指令参数有不带等号的项",
    "duplicate_key": "字段重复",
    "odd_mark": "数据标记不在表 8 中",
    "not_a_number": "应为数的字段不是数",
    "average_outside": "平均值不在最小值与最大值之间",
    "no_data_time": "上传的数据没有 DataTime",
    "data_time_form": "DataTime 不是 14 位时间",
    "late": "数据晚到（取历史数据时属正常）",
}

WORDS = FAULTS | DEVIATIONS


def verdict_of(faults: tuple[str, ...], deviations: tuple[str, ...]) -> Verdict:
    """Say how far a packet is to be believed."""
    if faults:
        return "invalid"
    return "deviating" if deviations else "valid"


def words(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words for faults and deviations."""
    return tuple(WORDS[code] for code in codes)
