"""What stands before every route: only known paths, small bodies, same site, logged in.

Plain ASGI, so that streams pass through untouched. Gradio's own routes are let through
one by one: its file, upload, proxy, stream, call and monitoring routes never are. (A
mounted Gradio skips its own path checks unless ``has_launched`` is set; chat.py sets it,
and this wall stands in front all the same.)
"""

from __future__ import annotations

import json
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.auth import Users, basic_pair
from rag.web.limits import Limiter

SESSION_COOKIE = "fawen_session"
BODY_LIMIT = 64 * 1024  # bytes; a question with its history needs less than 20 kB

_EXACT = {
    "GET": {
        "/",
        "/health",
        "/ready",
        "/login",
        "/logout",
        "/corpus",
        "/config",
        "/theme.css",
        "/favicon.ico",
        "/robots.txt",
        "/gradio_api/info",
        "/gradio_api/startup-events",
        "/gradio_api/queue/data",
    },
    "POST": {
        "/login",
        "/logout",
        "/api/v1/ask",
        "/api/v1/feedback",
        "/api/v1/upload",
        "/gradio_api/queue/join",
        "/gradio_api/run/predict",
        "/gradio_api/cancel",
        "/gradio_api/reset",
    },
}
_BELOW = {
    "GET": ("/ui/", "/doc/", "/api/v1/", "/assets/", "/static/", "/gradio_api/heartbeat/"),
    "POST": (),
}
_OPEN = {"/health", "/ready", "/login", "/favicon.ico", "/robots.txt"}

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


class Below:
    """Puts every route below ``root``, whether or not the proxy in front strips it."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path: str = scope["path"]
            if path != self._root and not path.startswith(self._root + "/"):
                path = self._root + path
            scope = {**scope, "path": path, "root_path": self._root}
        await self._app(scope, receive, send)


class Guard:
    """Refuses what no page of ours asks for, and adds the protective headers."""

    def __init__(
        self, app: ASGIApp, users: Users | None, logins: Limiter, upload_limit: int = 0
    ) -> None:
        self._app = app
        self._users = users
        self._logins = logins
        self._upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no page of ours opens a WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        path = inner_path(scope)
        answer = with_headers(send)
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if not _known(method, path):
            await refuse(answer, 404, "There is no such page.")
            return
        if method == "POST" and not _same_site(scope):
            await refuse(answer, 403, "Posts from other sites are refused.")
            return
        if self._users is not None and not await self._admit(scope, answer, path):
            return
        limit = BODY_LIMIT
        if path == "/api/v1/upload" and self._upload_limit:
            limit = self._upload_limit
        length = header(scope, b"content-length")
        if length is not None and (not length.isdigit() or int(length) > limit):
            await refuse(answer, 413, f"The body is too large: at most {limit} bytes.")
            return
        await self._app(scope, _limited(receive, limit), answer)

    async def _admit(self, scope: Scope, send: Send, path: str) -> bool:
        assert self._users is not None
        if path in _OPEN or path.startswith("/ui/"):
            return True
        name = self._users.session_user(cookie(scope, SESSION_COOKIE))
        basic = header(scope, b"authorization")
        if name is None and basic_pair(basic) is not None:
            client = client_address(scope)
            # only guesses cost a token: credentials accepted before are let through
            seconds = 0 if self._users.accepted(basic) else self._logins.wait(f"in {client}")
            if seconds:
                await refuse(send, 429, f"Try again in {seconds} seconds.", seconds)
                return False
            name = self._users.basic_user(basic)
        if name is not None:
            scope["fawen_user"] = name
            return True
        if path in {"/", "/corpus"} or path.startswith("/doc/"):
            query = scope.get("query_string", b"").decode("latin-1")
            target = quote(path.lstrip("/") + (f"?{query}" if query else ""), safe="")
            root = scope.get("root_path", "")
            await _redirect(send, f"{root}/login?next={target}")
        else:
            await refuse(send, 401, "Log in first: at /login, or send HTTP Basic credentials.")
        return False


def _known(method: str, path: str) -> bool:
    if ".." in path or "\\" in path or "\0" in path or "//" in path:
        return False
    return path in _EXACT.get(method, set()) or path.startswith(_BELOW.get(method, ()) or ("\0",))


def _same_site(scope: Scope) -> bool:
    """Browsers say where a POST comes from; programs say nothing and carry no cookie."""
    site = header(scope, b"sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = header(scope, b"origin")
    return origin is None or urlsplit(origin).netloc == header(scope, b"host")


def _limited(receive: Receive, limit: int) -> Receive:
    """Cuts a body that turns out longer than its limit (no Content-Length, or a wrong one)."""
    seen = 0

    async def read() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                return {"type": "http.disconnect"}
        return message

    return read


def with_headers(send: Send) -> Send:
    """``send`` that adds the protective headers; a response's own policy is kept."""

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            names = {name.lower() for name, _ in headers}
            headers += [pair for pair in _HEADERS if pair[0] not in names]
            if b"content-security-policy" not in names:
                headers.append((b"content-security-policy", PAGE_POLICY.encode()))
            message = {**message, "headers": headers}
        await send(message)

    return add


async def refuse(send: Send, status: int, why: str, retry_after: int = 0) -> None:
    """A problem document (RFC 9457), without the framework."""
    title = HTTPStatus(status).phrase
    problem = {"type": "about:blank", "title": title, "status": status, "detail": why}
    body = json.dumps(problem).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
    ]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    if status == 401:
        headers.append((b"www-authenticate", b'Basic realm="fawen", charset="UTF-8"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _redirect(send: Send, target: str) -> None:
    headers = [(b"location", target.encode("latin-1")), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def inner_path(scope: Scope) -> str:
    """The path below ``--root-path``."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "").rstrip("/")
    if root and (path == root or path.startswith(root + "/")):
        path = path[len(root) :]
    return path or "/"


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of this (lower-case) name."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


def cookie(scope: Scope, name: str) -> str | None:
    """One cookie's value."""
    try:
        jar = SimpleCookie(header(scope, b"cookie") or "")
    except CookieError:
        return None
    return jar[name].value if name in jar else None


def client_address(scope: Scope) -> str:
    """Whom to count for rate limits: never logged."""
    client = scope.get("client")
    return str(client[0]) if client else "local"
