"""Which encoding a text file is in: UTF-8, UTF-16, cp1251 and GB18030 are read, others named and refused.

Our own decision, in this order:

1. a byte order mark: UTF-8, UTF-16, UTF-32;
2. NUL in every other byte: UTF-16 without a mark;
3. bytes that are valid UTF-8 throughout are UTF-8 (other encodings almost never pass by chance);
4. pairs of bytes of the Chinese standard (valid GB18030, at least 70 % in the rows of GB2312, hardly any
   kana, not all in the rows of Korean syllables): GB18030;
5. bytes whose letters follow the frequencies of Russian better under cp1251 than under KOI8-R, cp866 or
   ISO 8859-5, and which do not stand among Latin letters: cp1251 (also Ukrainian, Belarusian, Serbian).

Short Russian words of even length are also valid Chinese: where 4 and 5 both hold, bytes below 0xC0 (common
in Chinese, rare in Russian letters) and then common characters decide.
"""

import codecs
import math
import re

from tocsin.vocab.errors import EncodingError, InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000  # bytes with the high bit that are looked at
_RUSSIAN = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (109, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26, 20, 19, 17, 17, 16, 16, 14, 12, 10, 9,
         7, 6, 5, 4, 3, 3, 1, 1),
        strict=True,
    )
) | dict.fromkeys("іїєґўјѓќљњћђџ", 2)  # fmt: skip  # per thousand letters
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5")
_NEUTRAL = frozenset("«»№–—“”„…\xa0°§·’‘")
_COMMON = frozenset(
    "县市省区州国年月日周病例数发死亡新增确诊累计地名称人口合报告期疾性别龄男女城乡镇村河北京上海天津重庆东西南中山江湖"
    "广安福建云贵川陕甘宁青藏蒙黑吉林辽苏浙徽赣豫鄂湘琼港澳台流感麻疹结核手足口肝炎痢登革热"
)
_PAIR = re.compile(rb"[\x81-\xfe](?:[0-9][\x81-\xfe][0-9]|[\x40-\x7e\x80-\xfe])")
_HIGH = re.compile(rb"[\x80-\xff]+")
_AMONG_LATIN = re.compile(rb"[A-Za-z][\x80-\xff]+|[\x80-\xff]+[A-Za-z]")


def recognise(data: bytes) -> str:
    """Name of the codec that reads the text.

    Raises EncodingError, naming the likely encoding, where none of ours does.

    >>> recognise("город;случаи".encode("cp1251")), recognise("省份,病例数".encode("gb18030"))
    ('cp1251', 'gb18030')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > 0.3 * len(head) / 2 and min(even, odd) < 0.05 * len(head) / 2:
        return "utf-16-be" if even > odd else "utf-16-le"
    if b"\0" in data:
        raise InputError("this is a binary file, not text. Give CSV, Parquet, Arrow, Excel or ODS.")
    return "utf-8" if _decodes(data, "utf-8") else _eight_bit(data)


def _eight_bit(data: bytes) -> str:
    runs = _HIGH.findall(data[: 50 * _SAMPLE])
    high = b"".join(runs)[:_SAMPLE]
    lines = b"\n".join(line for line in data[: 10 * _SAMPLE].split(b"\n") if not line.isascii())[:_SAMPLE]
    touching = len(_AMONG_LATIN.findall(lines)) / max(1, len(_HIGH.findall(lines)))
    latin = touching > 0.5 and len(high) < 3 * len(runs)  # one or two accented letters inside Latin words
    chinese = not latin and _decodes(data, "gb18030") and _like_chinese(lines)
    scores = {name: _like_russian(high, name) for name in _CYRILLIC}
    scores["cp1251"] += 0.3  # the commonest by far: the others must be clearly better
    best = max(scores, key=lambda name: scores[name])
    russian = best == "cp1251" and scores[best] > _FAIR and not latin and _decodes(data, "cp1251")
    if chinese and russian:
        low = sum(byte < 0xC0 and chr(byte) not in "\xa8\xb8\xb9\xab\xbb\xa0" for byte in high) / len(high)
        pairs = [pair.decode("gb18030", "replace") for pair in _PAIR.findall(lines)]
        common = sum(char in _COMMON for char in pairs) / len(pairs)
        return "gb18030" if low > 0.1 or common > 0.3 else "cp1251"
    if chinese:
        return "gb18030"
    if russian:
        return "cp1251"
    raise EncodingError(
        "the text is in none of UTF-8, UTF-16, cp1251 and GB18030; it looks like "
        f"{_guess(data, best, scores, latin)}. Save it as UTF-8 (in a spreadsheet: CSV UTF-8)."
    )


_FAIR = -3.9  # mean log frequency that real words pass and letters at random do not


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether a text decodes, not counting a last character that is cut."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _like_chinese(lines: bytes) -> bool:
    pairs = _PAIR.findall(lines)
    if not pairs:
        return False
    standard = sum(
        len(pair) == 2 and pair[0] >= 0xB0 and pair[0] <= 0xF7 and pair[1] >= 0xA1 for pair in pairs
    )
    marks = sum(len(pair) == 2 and 0xA1 <= pair[0] <= 0xA3 and pair[1] >= 0xA1 for pair in pairs)
    kana = sum(pair[0] in (0xA4, 0xA5) and pair[1] >= 0xA1 for pair in pairs)
    syllables = {pair for pair in pairs if len(pair) == 2 and pair[0] >= 0xB0}
    korean = len(syllables) >= 8 and all(pair[0] <= 0xC8 for pair in syllables)
    return (standard + marks) >= 0.7 * len(pairs) and kana <= 0.1 * len(pairs) and not korean


def _like_russian(high: bytes, encoding: str) -> float:
    """Mean log frequency of the letters; what is no letter counts as the rarest."""
    text = [char for char in high.decode(encoding, "replace").lower() if char not in _NEUTRAL]
    if not text:
        return -math.inf
    return sum(math.log(_RUSSIAN.get(char, 0.1) / 1000) for char in text) / len(text)


def _guess(data: bytes, best: str, scores: dict[str, float], latin: bool) -> str:
    if latin:
        return "Windows-1252 or another Western or Central European encoding"
    if best != "cp1251" and scores[best] > _FAIR:
        return {"koi8-r": "KOI8-R", "cp866": "cp866 (DOS)", "iso8859-5": "ISO 8859-5"}[best]
    for codec, name in (
        ("shift_jis", "Shift-JIS"),
        ("euc_kr", "EUC-KR"),
        ("big5", "Big5"),
        ("euc_jp", "EUC-JP"),
    ):
        if _decodes(data, codec):
            return name
    return "one we do not know"
