"""The chat's server: its application, on a socket that is already open."""

from __future__ import annotations

import socket

from rag.listen import address
from rag.web.journal import set_up_logging
from rag.web.live import Live
from rag.web.server import ServerSettings, make_app
from rag.web.serving import serve
from rag.web.uploads import Uploads


def run(
    live: Live, settings: ServerSettings, uploads: Uploads | None, listener: socket.socket
) -> None:
    """Serve until SIGINT or SIGTERM; then finish what was begun."""
    set_up_logging()
    app = make_app(live, settings, uploads)
    serve(app, listener, f"Fawen: {address(listener)}{settings.root_path}/")
