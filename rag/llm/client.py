"""One streamed request to an OpenAI-compatible server, or the reason why there is none."""

from __future__ import annotations

import os
import time
from typing import Any

from rag.errors import FawenError, UserError

LONGEST = 16_000  # characters read of an answer


class NoAnswerError(FawenError):
    """The server gave nothing that can be used; the message says why."""


class Client:
    """Any OpenAI-compatible server. The key is taken from OPENAI_API_KEY, if it needs one."""

    def __init__(self, base_url: str, model: str, seconds: float = 30.0) -> None:
        """Raises UserError without the openai package, or for an address that is none."""
        try:
            import openai
        except ImportError as error:
            raise UserError("a language model needs openai: pip install 'fawen[llm]'") from error
        if not base_url.startswith(("http://", "https://")):
            raise UserError(f"--llm-base-url is {base_url!r}; expected http://host:port/v1")
        self.model = model
        self._seconds = seconds
        self._openai = openai
        self._client = openai.OpenAI(
            base_url=base_url,
            api_key=os.environ.get("OPENAI_API_KEY") or "none",
            timeout=seconds,
            max_retries=0,
        )

    def complete(self, messages: list[dict[str, str]]) -> str:
        """The whole answer; raises NoAnswerError when it is late, refused or broken off."""
        deadline = time.monotonic() + self._seconds
        parts: list[str] = []
        finished = None
        try:
            request: Any = messages
            with self._client.chat.completions.create(
                model=self.model, messages=request, temperature=0, stream=True
            ) as stream:
                for chunk in stream:
                    if time.monotonic() > deadline:
                        raise NoAnswerError(f"no whole answer within {self._seconds:g} seconds")
                    for choice in chunk.choices[:1]:
                        if getattr(choice.delta, "refusal", None):
                            raise NoAnswerError("the model refused")
                        parts.append(choice.delta.content or "")
                        finished = choice.finish_reason or finished
                    if sum(map(len, parts)) > LONGEST:
                        raise NoAnswerError("the answer has no end")
        except NoAnswerError:
            raise
        except self._openai.APITimeoutError as error:
            raise NoAnswerError(f"no answer within {self._seconds:g} seconds") from error
        except Exception as error:  # whatever a server sends must not cost the computed answer
            raise NoAnswerError(f"{type(error).__name__}: {str(error)[:200]}") from error
        if finished != "stop":
            raise NoAnswerError(f"the answer broke off ({finished or 'no end'})")
        return "".join(parts)
