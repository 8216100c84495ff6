"""Gradio's page, made ours: language, script and style first in <head>, and a strict policy.

Gradio picks its language from ``navigator.language`` and knows only some tags, and its
``head=`` runs too late. So the page's HTML is rewritten on its way out: our start-up
script stands before all others, every inline script carries this response's nonce, and
the policy lets no other inline script run.
"""

from __future__ import annotations

import json
import re
import secrets

from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.types import Language
from rag.web.guard import cookie, header, inner_path
from rag.web.texts import GRADIO_LANGUAGES, choose_language, every_text, say

LANGUAGE_COOKIE = "fawen_lang"

_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_BOOT = """<script nonce="{nonce}">
window.FAWEN = {state};
Object.defineProperty(navigator, "language", {{get: () => "{gradio}", configurable: true}});
Object.defineProperty(navigator, "languages", {{get: () => ["{gradio}"], configurable: true}});
document.documentElement.dataset.fw = "{language}";  // Gradio sets lang itself, to {gradio}
</script><script type="module" src="./ui/chat.js"></script>
<link rel="stylesheet" href="./ui/base.css"><link rel="stylesheet" href="./ui/chat.css">
<meta name="description" content="{description}">"""
# Gradio's advertisement of itself names other hosts; nothing of it belongs on this page.
_FOREIGN_META = re.compile(
    rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>|<link[^>]+https?://[^>]*>'
)


class Page:
    """Rewrites the chat's page; everything else passes through."""

    def __init__(self, app: ASGIApp, user_known: bool = False) -> None:
        self._app = app
        self._user_known = user_known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or inner_path(scope) != "/":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            language = page_language(scope)
            nonce = secrets.token_urlsafe(16)
            page = rewrite(body, language, nonce, self._user_known)
            await send({**start, "headers": _headers(start, page, nonce, scope, language)})
            await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, collect)


def page_language(scope: Scope) -> Language:
    """``?lang=``, the cookie, or the browser's wish."""
    asked = QueryParams(scope.get("query_string", b"")).get("lang")
    kept = cookie(scope, LANGUAGE_COOKIE)
    return choose_language(asked, kept, header(scope, b"accept-language"))


def rewrite(page: bytes, language: Language, nonce: str, user_known: bool) -> bytes:
    """The page with our start-up script and style, and a nonce on every script of it."""
    page = _FOREIGN_META.sub(b"", page)
    page = re.sub(rb"<script(?=[\s>])", f'<script nonce="{nonce}"'.encode(), page)
    page = re.sub(
        rb'(<html\s[^>]*?lang=")[^"]*"', rb"\g<1>" + language.encode() + b'"', page, count=1
    )
    state = {"lang": language, "texts": every_text(language), "user": user_known}
    boot = _BOOT.format(
        nonce=nonce,
        state=json.dumps(state, ensure_ascii=False).replace("<", "\\u003c"),
        gradio=GRADIO_LANGUAGES[language],
        language=language,
        description=say(language, "subtitle"),
    )
    noscript = f'<noscript><p>{say(language, "no_script")} <a href="./corpus">'
    noscript += f"{say(language, 'reports')}</a></p></noscript>"
    page = re.sub(rb"(<body[^>]*>)", lambda m: m[1] + noscript.encode(), page, count=1)
    # After <base>, so that our relative addresses are read against it.
    return re.sub(rb"(<base [^>]*>)", lambda m: m[1] + boot.encode(), page, count=1)


def _headers(
    start: Message, page: bytes, nonce: str, scope: Scope, language: Language
) -> list[tuple[bytes, bytes]]:
    dropped = {b"content-length", b"content-security-policy", b"cache-control"}
    headers = [pair for pair in start["headers"] if pair[0].lower() not in dropped]
    headers += [
        (b"content-length", str(len(page)).encode()),
        (b"content-security-policy", _POLICY.format(nonce=nonce).encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"accept-language, cookie"),
    ]
    if QueryParams(scope.get("query_string", b"")).get("lang"):
        headers.append((b"set-cookie", language_cookie(language, scope).encode()))
    return headers


def language_cookie(language: Language, scope: Scope) -> str:
    """The Set-Cookie value that keeps the chosen language for a year."""
    path = scope.get("root_path", "") or "/"
    return f"{LANGUAGE_COOKIE}={language}; Path={path}; Max-Age=31536000; SameSite=Lax; HttpOnly"
