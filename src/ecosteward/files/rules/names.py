import re
import unicodedata

from ecosteward.files.rules.kinds import MEDIA_TYPES, ending

_LONGEST = 150
# Control, invisible and half characters, line and paragraph separators: what hides or reverses a name.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def name_fault(name: str) -> str:
    """Return what is wrong with a file name, in words that say what to do; empty if nothing is."""
    if not name.strip(". "):
        return "文件没有名称，请改名后重新上传"
    if any(unicodedata.category(char) in _UNSEEN for char in name):
        return "文件名中有看不见的控制字符，可能被人伪装过，请改名后重新上传"
    if re.search(r'[\\/:*?"<>|]', name):
        return '文件名不能含 \\ / : * ? " < > |，请改名后重新上传'
    if _RESERVED.match(name):
        return "文件名是 Windows 的保留名，别人下载后打不开，请改名后重新上传"
    if len(name) > _LONGEST:
        return f"文件名不能超过 {_LONGEST} 个字，请改短后重新上传"
    if not ending(name):
        return "文件没有后缀，看不出是什么文件，请改成 .pdf、.jpg 这样的名称后重新上传"
    if ending(name) not in MEDIA_TYPES:
        return f"不收 .{ending(name)} 文件；请上传 PDF、Word、Excel、图片、压缩包等资料文件"
    return ""


def tidy_name(name: str) -> str:
    """Return a name in one Unicode form, so that the same Chinese name is the same file name everywhere."""
    return unicodedata.normalize("NFC", name).strip()
