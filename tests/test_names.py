import pytest

from rag.names import bilingual_name, english_name, pinyin


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("李馥镇", "Lifu Town"),
        ("后塘瑶族乡", "Houtang Yao Ethnic Township"),
        ("后塘瑤族鄉", "Houtang Yao Ethnic Township"),
        ("五通桥区", "Wutongqiao District"),
        ("渠县", "Qu County"),
        ("四川省", "Sichuan Province"),
        ("陕西省", "Shaanxi Province"),
        ("内蒙古自治区", "Inner Mongolia Autonomous Region"),
        ("新疆维吾尔自治区", "Xinjiang Uygur Autonomous Region"),
        ("黔东南苗族侗族自治州", "Qiandongnan Miao and Dong Autonomous Prefecture"),
        ("石柱土家族自治县", "Shizhu Tujia Autonomous County"),
        ("重庆市", "Chongqing City"),
        ("西安市", "Xi'an City"),
        ("六安市", "Lu'an City"),
        ("乐清市", "Yueqing City"),
        ("街子镇", "Jiezi Town"),
        ("北城街街道", "Beichengjie Subdistrict"),
        ("镇海区", "Zhenhai District"),
        ("南通经济技术开发区", "Nantong Economic and Technological Development Zone"),
        ("土右旗", "Tuyou Banner"),
        ("Lifu", "Lifu"),
    ],
)
def test_english_name(name: str, english: str) -> None:
    assert english_name(name) == english


def test_bilingual_name_keeps_the_chinese() -> None:
    assert bilingual_name("李馥镇") == "Lifu Town (李馥镇)"
    assert bilingual_name("Lifu") == "Lifu"


def test_a_lone_level_word_is_read_out() -> None:
    assert english_name("镇") == "Zhen"


def test_pinyin_has_apostrophes() -> None:
    assert pinyin("西安") == "Xi'an"


def test_departments() -> None:
    from rag.names import department_in_english

    assert department_in_english("市场监督管理局") == "Market Supervision Bureau"
    assert department_in_english("大数据局") == "Bureau"
    assert department_in_english("某中心") == "department"
