"""Packages that only some users install: skipped where missing, but never in CI."""

from __future__ import annotations

import importlib.util
import os

import pytest


def needs(module: str, extra: str = "") -> None:
    """Skip the test module, or fail it when CI=true."""
    if importlib.util.find_spec(module) is not None:
        return
    what = f"'.[{extra}]'" if extra else "-r requirements-dev.txt"
    message = f"{module} is not installed: pip install {what}"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message, allow_module_level=True)
