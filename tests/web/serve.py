"""Run the web server in a process of its own, over the fake assistant or the real one.

    python -m tests.web.serve INDEX CORPUS [--fake] [--auth FILE] [--feedback FILE] …
Prints the address when the port is open.
"""

from __future__ import annotations

import argparse
import socket
from pathlib import Path

from rag.assistant import Assistant
from rag.web.auth import load_users
from rag.web.live import open_live
from rag.web.run import run
from rag.web.server import ServerSettings
from rag.web.uploads import Uploads


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("index", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--fake", action="store_true")
    parser.add_argument("--auth", type=Path)
    parser.add_argument("--feedback", type=Path, required=True)
    parser.add_argument("--allow-upload", action="store_true")
    parser.add_argument("--root-path", default="")
    parser.add_argument("--logins", type=int, default=6, help="a minute")
    options = parser.parse_args()

    def wrapped(assistant: Assistant) -> Assistant:
        from tests.web.fake import FakeAssistant, Slow

        return FakeAssistant(assistant.index) if options.fake else Slow(assistant)  # type: ignore[return-value]

    listener = socket.create_server(("127.0.0.1", 0))
    settings = ServerSettings(
        corpus=options.corpus,
        feedback=options.feedback,
        users=load_users(options.auth) if options.auth else None,
        root_path=options.root_path,
        questions_per_minute=6000,
        logins_per_minute=options.logins,
    )
    live = open_live(options.index, wrapped)
    uploads = Uploads(options.corpus, options.index) if options.allow_upload else None
    run(live, settings, uploads, listener)


if __name__ == "__main__":
    main()
