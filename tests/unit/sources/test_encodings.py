"""Which encoding a text is in."""

import pytest

from tocsin.sources import read_table
from tocsin.sources.encodings import recognise
from tocsin.vocab.errors import EncodingError

RUSSIAN = "дата;город;случаи\n2025-W01;Ош;3\n2025-W02;Бишкек;4\n"
SHOUTED = "ДАТА;ГОРОД;СЛУЧАИ\n2025-W01;ОШ;3\n2025-W02;БИШКЕК;4\n"
EVEN = "дата;коды\n2025-W01;Омск\n2025-W02;Пермский край\n"  # every word also reads as Chinese
UKRAINIAN = "тиждень;область;випадки\n2025-W01;Київська;3\n2025-W02;Чернігівська;4\n"
CHINESE = "日期,省份,病例数\n2025-W01,新疆,3\n2025-W02,北京,4\n"
RARE = "周,名称\n2025-W01,嵊泗\n2025-W02,衢州\n"
LATIN_CHINESE = "week,disease,cases\n2025-W01,H7N9禽流感,3\n2025-W02,COVID-19新冠肺炎,4\n"


@pytest.mark.parametrize("text", [RUSSIAN, SHOUTED, EVEN, UKRAINIAN, CHINESE, RARE, LATIN_CHINESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "own"])
def test_read_table__known_encodings__give_the_same_table(text, encoding, tmp_path):
    own = "cp1251" if text in (RUSSIAN, SHOUTED, EVEN, UKRAINIAN) else "gb18030"
    path, plain = tmp_path / "a.csv", tmp_path / "plain.csv"
    path.write_bytes(text.encode(own if encoding == "own" else encoding))
    plain.write_text(text, encoding="utf-8")
    table = read_table(path)
    assert table.equals(read_table(plain))
    assert table.columns == text.splitlines()[0].replace(",", ";").split(";")


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (RUSSIAN, "cp866", r"cp866 \(DOS\)"),
        (RUSSIAN, "iso8859-5", "ISO 8859-5"),
        ("date,place\n2025-W01,São Paulo\n2025-W02,Ceará\n", "cp1252", "Windows-1252"),
        ("date,place\n2025-W01,Größe\n", "cp1252", "Windows-1252"),
        ("日付,都道府県,患者数\n2025-W01,とうきょう,3\n", "shift_jis", "Shift-JIS"),
        ("날짜,지역,환자수\n2025-W01,서울,3\n", "euc_kr", "EUC-KR"),
    ],
)
def test_recognise__other_encodings__are_named_and_refused(text, encoding, named):
    with pytest.raises(
        EncodingError, match=f"none of UTF-8, UTF-16, cp1251 and GB18030; it looks like {named}"
    ):
        recognise(text.encode(encoding))


def test_recognise__a_last_character_that_is_cut__does_not_change_the_answer():
    assert recognise(CHINESE.rstrip("4\n").encode("gb18030") + "海".encode("gb18030")[:1]) == "gb18030"
