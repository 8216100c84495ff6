import pytest

from tests.optional import needs


def test_a_missing_package_skips_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match=r"pip install '\.\[llm\]'"):
        needs("no_such_package", "llm")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="requirements-dev"):
        needs("no_such_package")
    needs("json")
