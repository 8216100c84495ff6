from rag.answers.glossary import chinese_terms, gloss, matter_of


def test_gloss_takes_the_longest_terms_in_order() -> None:
    assert gloss("(三)法治宣傳方式創新不夠過于單一。") == [
        "legal publicity",
        "innovation",
        "monotonous",
    ]
    assert gloss("综合执法大队") == ["integrated enforcement"]
    assert gloss("天气很好") == []


def test_english_questions_stand_for_chinese_terms() -> None:
    assert "营商环境" in chinese_terms("How is the business environment improved?")
    assert chinese_terms("weather") == []


def test_the_matter_of_a_question() -> None:
    asked = "后塘瑶族乡2024年调处了多少起矛盾纠纷?"
    assert matter_of(asked, ["后塘瑶族乡"]).split() == ["调处", "矛盾", "纠纷"]
