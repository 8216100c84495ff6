"""The command line's options for a language model: none, unless both are given."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from rag.errors import UserError

if TYPE_CHECKING:
    from rag.assistant import Assistant


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """``--llm-base-url``, ``--llm-model`` and ``--llm-seconds``."""
    group = parser.add_argument_group(
        "language model", "words the answer from its quotes, checked; off unless both are given"
    )
    group.add_argument("--llm-base-url", metavar="URL", help="an OpenAI-compatible server")
    group.add_argument("--llm-model", metavar="NAME", help="the model to ask it for")
    group.add_argument(
        "--llm-seconds", type=float, default=30.0, metavar="N", help="to wait (%(default)s)"
    )


def worded_by(options: argparse.Namespace) -> Callable[[Assistant], Assistant]:
    """What to wrap an assistant in; raises UserError for half of the options."""
    if bool(options.llm_base_url) != bool(options.llm_model):
        raise UserError("a language model needs both --llm-base-url and --llm-model")
    if not options.llm_base_url:
        return lambda assistant: assistant
    if options.llm_seconds <= 0:
        raise UserError(f"--llm-seconds is {options.llm_seconds:g}; expected more than 0")
    from rag.llm.client import Client
    from rag.llm.writer import WritingAssistant

    client = Client(options.llm_base_url, options.llm_model, options.llm_seconds)
    # It answers the same calls; whoever asks need not know.
    return lambda assistant: cast(Any, WritingAssistant(assistant, client))
