"""Bytes are decoded by the one strict decoding that reads as writing; two that do are refused."""

import gzip

import pytest

from resilience.ingest.encoding import decode
from resilience.project.errors import UserError

TEXTS = {
    "Chinese": "province,year,gdp\n北京,2018,1\n天津,2018,1\n河北,2018,1\n",
    "rare characters": "city,year,x\n亳州,2019,1\n濮阳,2019,3\n漯河,2019,3\n合肥,2019,2\n郑州,2019,2\n",
    "traditional": "地區,2020年\n臺灣省,1\n澎湖縣,2\n",
    "French": "Région;2020\nÎle-de-France;1\nRhône-Alpes;2\nMidi-Pyrénées;3\n",
    "German": "Land;2020\nBaden-Württemberg;1\nThüringen;2\n",
    "Spanish": "Provincia,año\nÁlava,1\nA CORUÑA,2\n",
    "Portuguese": "Região,2020\nSão Paulo,1\nCeará,2\nEspírito Santo,5\n",
}
READ = [
    ("Chinese", "utf-8"), ("Chinese", "utf-8-sig"), ("Chinese", "utf-16"), ("Chinese", "utf-16-le"),
    ("Chinese", "gb18030"), ("Chinese", "gbk"), ("rare characters", "gb18030"), ("traditional", "big5"),
    ("French", "latin-1"), ("French", "cp1252"), ("German", "latin-1"), ("Spanish", "latin-1"),
    ("Portuguese", "cp1252"),
]  # fmt: skip


def written(folder, content):
    file = folder / "a.csv"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(("language", "encoding"), READ)
def test_a_text_comes_back(tmp_path, language, encoding):
    text = TEXTS[language]
    assert decode(written(tmp_path, text.encode(encoding)))[0].lstrip("\ufeff") == text
    assert decode(written(tmp_path, gzip.compress(text.encode(encoding))))[0].lstrip("\ufeff") == text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("woj;2020\nŁódzkie;1\nŚląskie;3\n".encode("cp1250"), "no known encoding"),
        ("Область;2020\nМосква;1\n".encode("cp1251"), "no known encoding"),
        ("시도,2020\n서울,1\n부산,2\n".encode("euc_kr"), "reads as gb18030 and as big5 and as euc_kr"),
        ("東京,1\n大阪府,2\nさいたま,3\n".encode("shift_jis"), "do:"),
        (TEXTS["Chinese"].encode()[:-20] + b"\xe5\x8c,2\n", "UTF-8 text but for line 3"),
        (TEXTS["Chinese"].encode("gb18030") + b"\xff\n", "GB18030 text but for line 5"),
        (bytes(range(256)) * 4, "binary content"),
        (gzip.compress(b"a,b\n")[:-6], "a damaged .gz file"),
        (b" \n", "an empty file"),
    ],
)
def test_what_no_decoding_or_more_than_one_explains_is_refused(tmp_path, content, said):
    with pytest.raises(UserError) as caught:
        decode(written(tmp_path, content))
    assert said in str(caught.value)


def test_a_known_name_decides_between_two(tmp_path):
    content = "unit,2020\n甲,1\n".encode("gb18030")
    with pytest.raises(UserError, match="reads as"):
        decode(written(tmp_path, content))
    assert decode(written(tmp_path, content), ["甲"]) == ("unit,2020\n甲,1\n", "gb18030")
