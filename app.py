"""The web chat: `python app.py`. Options and start-up only; the page is rag/web/."""

from __future__ import annotations

import argparse
import socket
import sys
from pathlib import Path

from rag.errors import UserError
from rag.listen import listen
from rag.llm.options import add_model_options, worded_by
from rag.settings import DEFAULT_CORPUS, DEFAULT_INDEX


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop: 0, or 2 with a sentence when something must be mended first."""
    options = _parse(arguments)
    try:
        with listen(options.host, options.port) as listener:
            return _serve(options, listener)
    except UserError as error:
        print(f"app.py: {error}", file=sys.stderr)
        return 2


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="Ask the reports in a browser.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument("--port", type=int, default=7860, help="0 takes a free one (%(default)s)")
    parser.add_argument("--index", type=Path, default=DEFAULT_INDEX, help="(%(default)s)")
    parser.add_argument(
        "--corpus", type=Path, default=DEFAULT_CORPUS, help="original files (%(default)s)"
    )
    parser.add_argument("--auth", type=Path, metavar="FILE", help="users, one name:password a line")
    parser.add_argument("--root-path", default="", metavar="/PATH", help="path below a proxy")
    parser.add_argument("--allow-upload", action="store_true", help="let the page add reports")
    parser.add_argument(
        "--questions-per-minute", type=int, default=120, metavar="N", help="a client (%(default)s)"
    )
    add_model_options(parser)
    return parser.parse_args(arguments)


def _serve(options: argparse.Namespace, listener: socket.socket) -> int:
    from rag.web.auth import load_users
    from rag.web.live import open_live

    users = load_users(options.auth) if options.auth else None
    live = open_live(options.index, worded_by(options))

    from rag.web.run import run
    from rag.web.server import ServerSettings
    from rag.web.uploads import Uploads

    settings = ServerSettings(
        corpus=options.corpus,
        users=users,
        root_path="/" + options.root_path.strip("/") if options.root_path.strip("/") else "",
        questions_per_minute=options.questions_per_minute,
    )
    uploads = Uploads(options.corpus, options.index) if options.allow_upload else None
    run(live, settings, uploads, listener)
    return 0


if __name__ == "__main__":
    sys.exit(main())
