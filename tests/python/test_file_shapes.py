"""Every shape of docs/file-shapes.md, made small: read without help, read when one thing is stated, or refused."""

import dataclasses
import datetime
import gzip
import io
import re

import duckdb
import pandas as pd
import pytest
from openpyxl import Workbook

from resilience.ingest import ingest, words
from resilience.ingest.file_grids import read_grids
from resilience.ingest.sheets import read_sheets
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR

WORDS = words.load(PROJECT_DIR)
PAGE = PROJECT_DIR / "docs" / "file-shapes.md"
BJ, TJ = "110000", "120000"
GDP = {(BJ, 2018, "gdp"): 1, (BJ, 2019, "gdp"): 2, (TJ, 2018, "gdp"): 4, (TJ, 2019, "gdp"): 5}
POP = {
    (BJ, 2018, "population"): 7,
    (BJ, 2019, "population"): 8,
    (TJ, 2018, "population"): 10,
    (TJ, 2019, "population"): 11,
}
BOTH = GDP | POP
IN_2018 = {key: value for key, value in BOTH.items() if key[1] == 2018}
BEIJING = {key: value for key, value in BOTH.items() if key[0] == BJ}
G, P = "地区生产总值(亿元)", "年末常住人口(万人)"
ACROSS = ["地区", "2018年", "2019年"], ["北京市", 1, 2], ["天津市", 4, 5]
STATED = {"indicator": "gdp", "unit": "亿元"}


@dataclasses.dataclass
class Shape:
    """A file; its figures by region, year and indicator, or what the message says; what a person states of it."""

    name: str
    content: bytes
    expected: dict | str
    stated: dict = dataclasses.field(default_factory=dict)
    foreign: dict | None = None  # (region as written, year) -> value of a file of regions that the seeds do not know


def text(name, expected, content, encoding="utf-8", **more):
    return Shape(name, content.encode(encoding), expected, **more)


def rows(name, expected, *lines, separator=",", encoding="utf-8", **more):
    body = "".join(separator.join("" if cell is None else str(cell) for cell in line) + "\n" for line in lines)
    return text(name, expected, body, encoding, **more)


def sheets(name, expected, named, *, edit=None, **more):
    book = Workbook()
    book.remove(book.active)
    for title, lines in named.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    if edit:
        edit(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return Shape(name, out.getvalue(), expected, **more)


def sheet(name, expected, *lines, **more):
    return sheets(name, expected, {"Sheet1": lines}, **more)


def saved(name, frame, write, **more):
    out = io.BytesIO()
    write(frame, out)
    return Shape(name, out.getvalue(), **more)


def merged(*ranges):
    return lambda sheet: [sheet.merge_cells(each) for each in ranges]


def as_years(sheet):
    for cell in sheet[2][1:]:
        cell.number_format = "yyyy"


def parquet(frame):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        duckdb.from_df(frame).write_parquet(f"{folder}/a.parquet")
        return Path(folder, "a.parquet").read_bytes()


def stata(frame):
    out = io.BytesIO()
    frame.to_stata(out, write_index=False, version=118)
    return out.getvalue()


def encrypted(content, password):
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def quarters(year, values):
    return [f"{year}年第{nth}季度" for nth in "一二三四"], values


HTML = "<html><body><table><tr><td>ad</td></tr></table><table><caption>t</caption>{}</table></body></html>"
CELLS = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ([G, "", ""], *ACROSS))
XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns='
    '"urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="S"><Table>{}</Table></Worksheet></Workbook>'
)
XML_ROWS = "".join(
    "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
    for row in ([G], *ACROSS)
)
NBS = (
    f"数据库：分省年度数据\n指标：{G}\n时间：最近2年\n地区,2018年,2019年\n北京市,1,2\n天津市,4,5\n"
    "注：说明。\n数据来源：国家统计局\n"
)
TIDY = pd.DataFrame({"省份": ["北京", "北京", "天津", "天津"], "year": [2018, 2019] * 2, G: [1.0, 2, 4, 5]})
WIDE = {("Alabama", "2018"): "1", ("Alabama", "2019"): "2", ("Alaska", "2018"): "4"}

SHAPES = {
    # Chinese downloads
    "nbs_gb18030": text("a.csv", GDP, NBS, "gb18030"),
    "nbs_utf8_tab_comma": text("a.csv", GDP, NBS.replace(",", "\t,").replace("9年\n", "9年\t\n"), "utf-8-sig"),
    "nbs_no_indicator_line": rows("a.csv", GDP, *ACROSS, stated=STATED),
    "nbs_english": text("a.csv", GDP, (
        "Database: Annual by Province\nIndicators: Gross regional product (100 million yuan)\nTime: 2018-2019\n"
        "Region,2019,2018\nBeijing,2,1\nTianjin,5,4\nData Source: National Bureau of Statistics\n")),
    "nbs_query_interface": rows("a.csv", GDP,
        ["indicator_code", "indicator_name", "region_code", "region_name", "year", "value", "unit"],
        *(["A020101", "地区生产总值", region, name, year, GDP[region, year, "gdp"], "亿元"]
          for region, name in ((BJ, "北京市"), (TJ, "天津市")) for year in (2018, 2019))),
    "gb18030_without_telltale_words": text("a.csv", GDP, "province,year,gdp\n" + "".join(
        f"{name},{year},{GDP[code, year, 'gdp']}\n" for code, name in ((BJ, "北京"), (TJ, "天津")) for year in (2018,
        2019)),
        "gb18030"),
    "one_region": rows("a.csv", BEIJING, ["地区：北京市"], ["指标", "2018年", "2019年"], [G, 1, 2], [P, 7, 8]),
    "one_region_years_down": rows("a.csv", BEIJING, ["地区：北京市"], ["年份", G, P], [2018, 1, 7], [2019, 2, 8]),
    "customs_monthly": rows("a.csv", {(BJ, 2018, "exports_operating_unit"): 20, (TJ, 2018,
        "exports_operating_unit"): 10},
        ["2018年12月收发货人所在地总值表"], ["单位：万美元"], ["收发货人所在地", "出口", None], ["", "12月", "1至12月"],
        ["北京市", 3, 20], ["天津市", 2, 10]),
    "yearbook_bilingual": sheet("a.xlsx", IN_2018, ["2-1 分地区主要指标(2018年)"],
        ["地 区", "Region", "国民经济\nEconomy", None], [None, None, f"{G}\nGDP", f"{P}\nPopulation"],
        ["北 京", "Beijing", 1, 7], ["天 津", "Tianjin", 4, 10]),
    "yearbook_blocks": sheet("a.xlsx", IN_2018, ["分地区(2018年)"], ["地 区", G], ["北 京", 1], ["天 津", 4], ["续表"],
        ["地 区", P], ["北 京", 7], ["天 津", 10]),
    "yearbook_subtotals": sheet("a.xlsx", GDP, [G], *ACROSS[:1], ["全 国", 9, 9], ["东部地区", 5, 7], *ACROSS[1:],
        ["香港特别行政区", 3, 3], ["合 计", 5, 7]),
    "yearbook_default_password": Shape("a.xlsx", encrypted(sheet("", {}, [G], *ACROSS).content, "VelvetSweatshop"),
        GDP),
    "eps_blocks": sheet("a.xlsx", BOTH, [None, None, "2018", "2019"], ["地区生产总值（亿元）", "北京市", 1, 2], [None,
        "天津市", 4, 5],
        ["年末常住人口（万人）", "北京市", 7, 8], [None, "天津市", 10, 11], ["数据来源：EPS"]),
    "blocks_by_region": sheet("a.xlsx", BOTH, [None, None, 2018, 2019], ["北京市", G, 1, 2], [None, P, 7, 8],
        ["天津市", G, 4, 5], [None, P, 10, 11]),
    "blocks_named": rows("a.csv", BOTH, ["指标", "地区", "2018", "2019"], [G, "北京市", 1, 2], ["", "天津市", 4, 5],
        [P, "北京市", 7, 8], ["", "天津市", 10, 11]),
    "blocks_under_rows": sheet("a.xlsx", BOTH, ACROSS[0], [G], *ACROSS[1:], [P], ["北京市", 7, 8], ["天津市", 10, 11]),
    "cnki_regions_in_rows": sheet("a.xlsx", BOTH, [None, "2018", "2019"], ["北京市"], [G, 1, 2], [P, 7, 8], ["天津市"],
        [G, 4, 5], [P, 10, 11]),
    "csmar_three_rows": rows("a.csv", {k: v for k, v in GDP.items() if k[1] == 2018}, ["Prvcnm", "Sgnyea", "Gdp01"],
        ["省份名称", "统计年度", "地区生产总值"], ["没有单位", "没有单位", "亿元"], ["北京市", 2018, 1], ["天津市",
        2018, 4]),
    # Layouts
    "years_across": rows("a.csv", GDP, [G], *ACROSS),
    "years_across_corner_names_it": rows("a.csv", GDP, [G, 2018, 2019], ["北京", 1, 2], ["天津", 4, 5]),
    "years_down": rows("a.csv", GDP, [f"指标：{G}"], ["年份", "北京市", "天津市"], [2018, 1, 4], [2019, 2, 5]),
    "years_down_corner_names_it": sheet("a.xlsx", GDP, [G, "北京", "天津"], [2018, 1, 4], [2019, 2, 5]),
    "labels_in_columns": rows("a.csv", BOTH, ["地区", "年份", G, P], ["北京市", 2018, 1, 7], ["北京市", 2019, 2, 8],
        ["天津市", 2018, 4, 10], ["天津市", 2019, 5, 11]),
    "labels_once": rows("a.csv", GDP, ["地区", "年份", G], ["北京市", 2018, 1], ["", 2019, 2], ["天津市", 2018, 4],
        ["", 2019,
        5]),
    "labels_merged": sheet("a.xlsx", GDP, ["地区", "年份", G], ["北京市", 2018, 1], [None, 2019, 2], ["天津市", 2018,
        4],
        [None, 2019, 5], edit=merged("A2:A3", "A4:A5")),
    "year_before_region": rows("a.csv", GDP, ["年份", "地区", G], [2018, "北京市", 1], [2019, "北京市", 2], [2018,
        "天津市", 4],
        [2019, "天津市", 5]),
    "id_before_region": sheet("a.xlsx", GDP, ["id", "省份", "year", "gdp"], [1, "北京", 2018, 1], [1, "北京", 2019, 2],
        [2, "天津", 2018, 4], [2, "天津", 2019, 5]),
    "id_unnamed": sheet("a.xlsx", GDP, [None, "省份", "year", "gdp"], [11, "北京", 2018, 1], [11, "北京", 2019, 2],
        [12, "天津", 2018, 4], [12, "天津", 2019, 5]),
    "code_between": rows("a.csv", GDP, ["地区", "行政区划代码", "年份", G], ["北京市", BJ, 2018, 1], ["北京市", BJ,
        2019, 2],
        ["天津市", TJ, 2018, 4], ["天津市", TJ, 2019, 5]),
    "code_only": rows("a.csv", GDP, ["行政区划代码", "年份", G], [BJ, 2018, 1], [BJ, 2019, 2], [TJ, 2018, 4], [TJ,
        2019, 5]),
    "row_numbers_unnamed": rows("a.csv", GDP, ["", "省份", "year", "gdp"], [0, "北京", 2018, 1], [1, "北京", 2019, 2],
        [2, "天津", 2018, 4], [3, "天津", 2019, 5]),
    "years_over_indicators": sheet("a.xlsx", BOTH, ["地区", 2018, None, 2019, None], [None, G, P, G, P], ["北京市", 1,
        7, 2,
        8],
        ["天津市", 4, 10, 5, 11]),
    "indicators_over_years": sheet("a.xlsx", BOTH, ["Region", G, None, P, None], [None, 2018, 2019, 2018, 2019],
        ["Beijing", 1, 2, 7, 8], ["Tianjin", 4, 5, 10, 11], edit=merged("B1:C1", "D1:E1")),
    "units_below_names": sheet("a.xlsx", IN_2018, ["地区", "年份", "地区生产总值", "年末常住人口"], [None, None,
        "(亿元)", "(万人)"],
        ["北京市", 2018, 1, 7], ["天津市", 2018, 4, 10]),
    "name_and_year_in_one": rows("a.csv", BOTH, ["province", "gdp_2018", "gdp_2019", "population_2018",
        "population_2019"],
        ["北京", 1, 2, 7, 8], ["天津", 4, 5, 10, 11]),
    "names_in_two_languages": rows("a.csv", GDP, [G], ["地区 Region", 2018, 2019], ["北京市 Beijing", 1, 2],
        ["天津市 Tianjin",
        4, 5]),
    "one_year_in_the_title": rows("a.csv", IN_2018, ["各地区情况(2018年)"], ["地区", G, P], ["北京市", 1, 7],
        ["天津市", 4, 10]),
    "sheet_a_year": sheets("a.xlsx", BOTH, {"2018": (["地区", G, P], ["北京市", 1, 7], ["天津市", 4, 10]),
        "2019年": (["地区", G, P], ["北京市", 2, 8], ["天津市", 5, 11])}),
    "sheet_an_indicator": sheets("a.xlsx", BOTH, {G: ACROSS, P: (ACROSS[0], ["北京市", 7, 8], ["天津市", 10, 11])}),
    "sheet_a_region": sheets("a.xlsx", BOTH, {"北京": (["指标", 2018, 2019], [G, 1, 2], [P, 7, 8]),
        "天津": (["指标", 2018, 2019], [G, 4, 5], [P, 10, 11])}),
    "regions_over_indicators": sheet("a.xlsx", BOTH, ["地区", "北京市", None, "天津市", None], ["年份", G, P, G, P],
        [2018, 1, 7, 4, 10], [2019, 2, 8, 5, 11]),
    "roles_in_two_rows": rows("a.csv", BOTH, ["year", 2018, 2018, 2019, 2019],
        ["region", "gdp", "population", "gdp", "population"], ["北京", 1, 7, 2, 8], ["天津", 4, 10, 5, 11]),
    "units_in_a_column": rows("a.csv", BOTH, ["指标", "地区", "单位", 2018, 2019], ["地区生产总值", "北京市", "亿元",
        1, 2],
        ["", "天津市", "亿元", 4, 5], ["年末常住人口", "北京市", "万人", 7, 8], ["", "天津市", "万人", 10, 11]),
    "names_that_say_nothing": rows("a.csv", GDP, ["name", "t", "gdp"], ["北京", 2018, 1], ["北京", 2019, 2],
        ["天津", 2018, 4], ["天津", 2019, 5]),
    "year_in_the_sheets_name": sheets("a.xlsx", GDP, {"表1 2018": (["地区", G], ["北京", 1], ["天津", 4]),
        "表2 2019": (["地区", G], ["北京", 2], ["天津", 5])}),
    # Years
    "x2018": rows("a.csv", GDP, [G], ["地区", "X2018", "X2019"], *ACROSS[1:]),
    "dates_as_years_across": sheet("a.xlsx", GDP, [G], ["地区", datetime.date(2018, 6, 30), datetime.date(2019, 6, 30)],
        *ACROSS[1:], edit=as_years),
    "dates_as_years_down": rows("a.csv", GDP, ["地区", "日期", G], ["北京市", "2018-12-31", 1], ["北京市",
        "2019-12-31", 2],
        ["天津市", "2018-12-31", 4], ["天津市", "2019-12-31", 5]),
    "days_before_months": rows("a.csv", GDP, ["地区", "date", G], ["北京市", "31.12.2018", 1], ["北京市", "12/31/2019",
        2],
        ["天津市", "2018-12-31 00:00:00", 4], ["天津市", "2019/1/1", 5]),
    "full_width": rows("a.csv", GDP, [G], ["地　区", "２０１８年", "２０１９年"], ["北　京", "１", "２"], ["天　津",
        "４", "５"]),
    # Other offices
    "bea": Shape("a.csv", b'"SAGDP1 GDP"\n"State or DC"\nGeoFips,GeoName,2018,2019\n"01000","Alabama",1,2\n"02000",'
        b'"Alaska",4,(NA)\n"Legend / Footnotes:"\n"(NA) Not available."\n', {}, foreign=WIDE),
    "bea_full": Shape("a.csv", b"GeoFIPS,GeoName,Region,TableName,LineCode,IndustryClassification,Description,Unit,"
        b"2018,2019\n"
        b' "01000",Alabama,5,SAGDP2N,1,...,All industry total,Millions of current dollars,1,2\n'
        b' "02000",Alaska,8,SAGDP2N,1,...,All industry total,Millions of current dollars,4,(D)\n'
        b'"Note: See the included footnote file."\n"Last updated: October 2, 2020"\n', {}, foreign=WIDE),
    "world_bank_databank": Shape("a.csv",
        b"Country Name,Country Code,Series Name,Series Code,2018 [YR2018],2019 [YR2019]\n"
        b"Alabama,ALB,GDP (current US$),NY.GDP.MKTP.CD,1,2\nAlaska,DZA,GDP (current US$),NY.GDP.MKTP.CD,4,..\n,,,,,\n"
        b"Data from database: World Development Indicators,,,,,\nLast Updated: 07/01/2025,,,,,\n", {}, foreign=WIDE),
    "world_bank_api": Shape("a.csv", b'\xef\xbb\xbf"Data Source","World Development Indicators",\n\n"Last Updated '
        b'Date",'
        b'"2025-07-01",\n\n"Country Name","Country Code","Indicator Name","Indicator Code","2018","2019",\n"Alabama",'
        b'"ALB",'
        b'"GDP (current US$)","NY.GDP.MKTP.CD","1","2",\n"Alaska","DZA","GDP (current US$)","NY.GDP.MKTP.CD","4","",\n',
        {}, foreign=WIDE),
    "eurostat_tsv": Shape("a.tsv", b"freq,unit,na_item,geo\\TIME_PERIOD\t2018 \t2019 \nA,CP_MEUR,B1GQ,Alabama\t1 "
        b"b\t2 p\n"
        b"A,CP_MEUR,B1GQ,Alaska\t4 \t: c\n", {}, foreign=WIDE),
    "eurostat_sdmx_csv": Shape("a.csv", b"DATAFLOW,LAST UPDATE,freq,unit,na_item,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
        b"ESTAT:X(1.0),01/02/25,A,MIO_EUR,B1GQ,Alabama,2018,1,\nESTAT:X(1.0),01/02/25,A,MIO_EUR,B1GQ,Alabama,2019,2,p\n"
        b"ESTAT:X(1.0),01/02/25,A,MIO_EUR,B1GQ,Alaska,2018,4,\n", {}, foreign=WIDE),
    "eurostat_sheet": sheet("a.xlsx", {}, ["Data extracted on 01/02/2025"], [], ["Unit: Million euro"], ["TIME",
        "2018", None, "2019"],
        ["GEO (Labels)"], ["Alabama", 1, "b", 2], ["Alaska", 4, "p", ":"], [], ["Special value:"], [":",
        "not available"], foreign=WIDE),
    "oecd_sdmx_csv": Shape("a.csv", b"STRUCTURE,STRUCTURE_ID,REF_AREA,Reference area,MEASURE,Measure,UNIT_MEASURE,"
        b"Unit of measure,"
        b"TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,Observation status\n"
        b"DATAFLOW,OECD:X,ALA,Alabama,GDP,Gross domestic product,USD,US dollar,2018,,1,,A,Normal value\n"
        b"DATAFLOW,OECD:X,ALA,Alabama,GDP,Gross domestic product,USD,US dollar,2019,,2,,A,Normal value\n"
        b"DATAFLOW,OECD:X,ASK,Alaska,GDP,Gross domestic product,USD,US dollar,2018,,4,,A,Normal value\n", {},
        foreign=WIDE),
    "oecd_stat_csv": Shape("a.csv", b'"LOCATION","Country","INDICATOR","FREQUENCY","TIME","Year","Unit Code","Unit",'
        b'"PowerCode Code",'
        b'"PowerCode","Value","Flag Codes","Flags"\n"ALA","Alabama","GDP","A","2018","2018","USD","US Dollar","6",'
        b'"Millions",1,,\n'
        b'"ALA","Alabama","GDP","A","2019","2019","USD","US Dollar","6","Millions",2,"E","Estimated value"\n'
        b'"ASK","Alaska","GDP","A","2018","2018","USD","US Dollar","6","Millions",4,,\n', {}, foreign=WIDE),
    "imf_weo": text("a.xls", {}, "WEO Country Code\tISO\tCountry\tSubject "
        "Descriptor\tUnits\tScale\t2018\t2019\tEstimates Start After\n"
        "914\tALA\tAlabama\tGross domestic product\tU.S. dollars\tBillions\t1\t2\t2018\n"
        "612\tASK\tAlaska\tGross domestic product\tU.S. dollars\tBillions\t4\t--\t2018\n"
        "International Monetary Fund, World Economic Outlook Database, April 2020\n", "utf-16", foreign=WIDE),
    "latin_1": text("a.csv", {}, "Région;2018;2019\nÎle-de-France;1;2\nRhône-Alpes;4;\n".replace("Région", "Region"),
        "latin-1",
        foreign={("Île-de-France", "2018"): "1", ("Île-de-France", "2019"): "2", ("Rhône-Alpes", "2018"): "4"}),
    # Writing
    "semicolons": rows("a.csv", GDP, [G], *ACROSS, separator=";"),
    "decimal_commas": text("a.csv", {**GDP, (BJ, 2018, "gdp"): 1.5, (BJ, 2019, "gdp"): 1234.5},
        f"指标：{G}\n地区;2018年;2019年\n北京市;1,5;1.234,5\n天津市;4;5\n"),
    "thousands": text("a.csv", {**GDP, (BJ, 2018, "gdp"): 1234567},
        f'指标：{G}\n地区,2018年,2019年\n北京市,"1,234,567",2\n天津市,4,5\n'),
    "tabs_utf16": rows("a.txt", GDP, [G], *ACROSS, separator="\t", encoding="utf-16"),
    "bars": rows("a.txt", GDP, [G], *ACROSS, separator="|"),
    "aligned_by_blanks": rows("a.txt", GDP, [G], *ACROSS, separator="     "),
    "big5": text("a.csv", GDP, "指標：gdp\n單位：cny_100m\n地區,2018年,2019年\n北京市,1,2\n天津市,4,5\n", "big5"),
    "text_as_xls": rows("a.xls", GDP, [G], *ACROSS, separator="\t"),
    "workbook_as_csv": Shape("a.csv", sheet("", {}, [G], *ACROSS).content, GDP),
    "html_as_xls": text("a.xls", GDP, HTML.format(CELLS)),
    "xml_as_xls": text("a.xls", GDP, XML.format(XML_ROWS)),
    "gzip": Shape("a.csv.gz", gzip.compress(NBS.encode()), GDP),
    "stata": Shape("a.dta", stata(TIDY.rename(columns={"省份": "province", G: "gdp"})), GDP),
    "parquet": Shape("a.parquet", parquet(TIDY), GDP),
    "parquet_as_csv": Shape("a.csv", parquet(TIDY), GDP),
    "missing_marks": rows("a.csv", {k: v for k, v in GDP.items() if k[0] == TJ}, [G], ACROSS[0], ["北京市", "…", "NaN"],
        ACROSS[2]),
    "notes_in_plain_words": rows("a.csv", GDP, [G], *ACROSS, ["本表按当年价格计算。"], ["1. 2019年为初步核算数"],
        ["* revised"]),
    "flags_and_remarks": rows("a.csv", GDP, ["地区", "年份", G, "备注"], ["北京市", 2018, 1, ""], ["北京市", 2019, 2,
        "初步数"],
        ["天津市", 2018, 4, ""], ["天津市", 2019, 5, ""]),
    "same_row_twice": rows("a.csv", GDP, [G], *ACROSS, ACROSS[2]),
    "header_on_every_page": rows("a.csv", GDP, [G], *ACROSS[:2], ACROSS[0], ACROSS[2]),
    "formulas_elsewhere": sheets("a.xlsx", GDP, {"数据": ([G], *ACROSS, ["合计", "=SUM(B3:B4)", "=SUM(C3:C4)"]),
        "计算": (["=1+1"],)}),
    "column_of_formulas": sheet("a.xlsx", GDP, [G], [*ACROSS[0], "合计"], [*ACROSS[1], "=B3+C3"],
        [*ACROSS[2], "=B4+C4"]),
    "ocr_damage_known": rows("a.csv", {("140000", 2018, "gdp"): 1, ("610000", 2018, "gdp"): 4}, [G], ["地区", 2018],
        ["山两", 1],
        ["Shannxi", 4]),
    # Parts of years
    "quarters_summed": rows("a.csv", {(BJ, 2018, "gdp"): 10}, [G], ["地区", *quarters(2018, [])[0]], ["北京市", 1, 2,
        3, 4],
        stated={"annual": "sum"}),
    "months_last": rows("a.csv", {(BJ, 2018, "gdp"): 12}, [G], ["地区", *(f"2018年{nth}月" for nth in range(1, 13))],
        ["北京市", *range(1, 13)], stated={"annual": "last"}),
    "quarters": rows("a.csv", "--annual sum", [G], ["地区", *quarters(2018, [])[0]], ["北京市", 1, 2, 3, 4]),
    "months": rows("a.csv", "--annual sum", [G], ["地区", "2018年10月"], ["北京市", 1]),
    "cumulated_months": rows("a.csv", "cumulated months, not years", [G], ["地区", "2018年1-10月"], ["北京市", 1],
        stated={"annual": "sum"}),
    "incomplete_year": rows("a.csv", "no year with all of its 12 figures", [G], ["地区", "2018年10月"], ["北京市", 1],
        stated={"annual": "sum"}),
    "years_of_two_digits": rows("a.csv", "four digits, as in 2018", [G], ["地区", "18年", "19年"], *ACROSS[1:]),
    # Refused
    "inf": rows("a.csv", "correct the cell", [G], ACROSS[0], ["北京市", "inf", 2]),
    "formula_in_the_table": sheet("a.xlsx", "paste it as values", [G], ACROSS[0], ["北京市", "=1+1", 2]),
    "separator_changes": text("a.csv", "save the file anew with one separator",
        f"{G},,\n地区,2018年,2019年\n北京市,1,2\n天津市;4;5\n"),
    "width_changes": rows("a.csv", "look for a separator inside a number", [G], *ACROSS, ["河北省", 1, 2, 3]),
    "said_twice_differently": rows("a.csv", "delete the wrong one", [G], *ACROSS, ["天津市", 4, 6]),
    "two_tables": rows("a.csv", "split the file, one table in each", [G], *ACROSS, ["注：一"], ["地区", 2017],
        ["北京市", 3]),
    "total_beside_years": rows("a.csv", "delete that column", [G], [*ACROSS[0], "合计"], [*ACROSS[1], 3], [*ACROSS[2],
        9]),
    "blank_inside_a_number": rows("a.csv", "without blanks in numbers", [G], ACROSS[0], ["北京市", "1 23", 2]),
    "json": text("a.csv", "download the table as CSV", '{"a": [1, 2]}'),
    "unknown_region": rows("a.csv", "nearest: ", [G], ACROSS[0], ["山而省", 1, 2]),
    "says_nothing_of_what_it_measures": rows("a.csv", "--indicator", *ACROSS),
    "password": Shape("a.xlsx", encrypted(sheet("", {}, [G], *ACROSS).content, "secret"), "open it with its password"),
    "error_page": text("a.xls", "download the table again", "<!DOCTYPE html><html><body>Session expired</body></html>"),
    "pdf": Shape("a.pdf", b"%PDF-1.7", "copy the table into a sheet"),
    "zip": Shape("a.zip", b"PK\x03\x04", "unpack it"),
    "broken_utf8": Shape("a.csv", NBS.encode().replace("津".encode(), b"\xe6\xb4"), "write that line anew"),
}  # fmt: skip


@pytest.fixture
def here(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("LANDING_DIR", str(tmp_path / "landing"))
    return dataclasses.replace(settings, build_dir=tmp_path / "build")


def landed(settings):
    """(region, year, indicator) as the seeds call them -> figure."""
    with duckdb.connect(str(settings.work_file), read_only=True) as connection:
        cells = connection.execute(
            "select region_text, year_text, coalesce(stated_indicator, indicator_text), value_text from "
            "raw.landing_cell"
        ).fetchall()
    found = {}
    for region, year, indicator, value in cells:
        (code,) = {each.region_code for each in WORDS.regions[words.plain(region)] if each.last_year > 2000}
        measure = min(each.indicator_code for each in WORDS.indicators[words.plain(indicator)])
        if code and value and words.plain(value) not in WORDS.markers:
            found[code, int(year), measure] = float(words.plain(value).replace(",", ""))
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_read_or_refused_with_what_helps(shape, here, tmp_path):
    made = SHAPES[shape]
    file = tmp_path / made.name
    file.write_bytes(made.content)
    if isinstance(made.expected, str):
        with pytest.raises(UserError) as caught:
            ingest(here, [file], answers=made.stated)
        (problem,) = caught.value.problems
        assert made.expected in f"{problem}" and made.name in problem.place and "地区 or Region" not in problem.remedy
    elif made.foreign is None:
        (report,) = ingest(here, [file], answers=made.stated)
        assert landed(here) == made.expected
        account = report.account
        used = account.n_figures + account.n_missing + account.n_labels + sum(each.n_cells for each in account.left_out)
        assert used == account.n_cells
    else:
        cells = read_sheets(file, read_grids(file), WORDS)[1]
        found = {(cell.region_text, cell.year_text): cell.value_text for cell in cells}
        assert {key: value for key, value in found.items() if value[:1].isdigit()} == made.foreign


def test_the_page_lists_every_shape_and_what_becomes_of_it():
    lines = re.findall(
        r"^(\d+)\. `(\w+)` — .*\. \*\*(read|stated|refused)\*\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [int(number) for number, _, _ in lines] == list(range(1, len(lines) + 1))
    outcomes = {
        name: "refused" if isinstance(shape.expected, str) else "stated" if shape.stated else "read"
        for name, shape in SHAPES.items()
    }
    assert {name: outcome for _, name, outcome in lines} == outcomes and len(lines) == len(SHAPES)
    assert list(outcomes.values()).count("read") >= 45
