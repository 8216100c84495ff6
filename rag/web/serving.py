"""Run an application on a socket that is already open, and stop it gently."""

from __future__ import annotations

import signal
import socket
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

SECONDS_TO_FINISH = 4  # for answers on their way when the server is told to stop


def serve(app: ASGIApp, listener: socket.socket, announcement: str) -> None:
    """Print ``announcement`` and serve until SIGINT or SIGTERM; finish what was begun."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # it would write down addresses
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        timeout_keep_alive=30,
    )
    server = uvicorn.Server(config)

    def stop(*_: object) -> None:
        server.should_exit = True

    # Uvicorn listens to signals only once it has started, and raises them again when it has
    # stopped. This handler keeps one that comes earlier, and makes being asked to stop no
    # failure: the exit code is 0.
    signal.signal(signal.SIGTERM, stop)
    print(announcement, flush=True)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
