"""Run the server on a socket that is already open, and stop it gently."""

from __future__ import annotations

import signal
import socket
from contextlib import suppress

import uvicorn

from rag.web.journal import set_up_logging
from rag.web.live import Live
from rag.web.server import ServerSettings, make_app
from rag.web.uploads import Uploads

SECONDS_TO_FINISH = 4  # for answers on their way when the server is told to stop


def run(
    live: Live, settings: ServerSettings, uploads: Uploads | None, listener: socket.socket
) -> None:
    """Serve until SIGINT or SIGTERM; then finish what was begun and close the index."""
    set_up_logging()
    app = make_app(live, settings, uploads)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # it would write down addresses
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        timeout_keep_alive=30,
    )
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"Fawen: http://{shown}:{port}{settings.root_path}/", flush=True)
    # Uvicorn stops gently, then raises the signal once more for whoever started it: being
    # asked to stop is no failure, so it ends here and the exit code is 0.
    signal.signal(signal.SIGTERM, lambda *_: None)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
