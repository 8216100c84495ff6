"""python -m rag: ask, search, reports, facts, claims, show, evaluate, rebuild.

Only arguments and printing live here. A user's mistake goes to stderr in one sentence and
exits with 2; a bug of ours exits with 1. Heavy imports happen inside the commands, so that
``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.errors import FawenError, UserError
from rag.llm.options import add_model_options, worded_by
from rag.settings import DEFAULT_INDEX

INDEX_VARIABLE = "FAWEN_INDEX"


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 for a bug of ours, 2 for a mistake that the user can mend."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if not getattr(options, "run", None):
        parser.print_help()
        return 2
    _print_unicode()
    try:
        return int(options.run(options) or 0)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("FAWEN_DEBUG") and not isinstance(error, FawenError):
            raise
        name = type(error).__name__
        print(
            f"error: this is a mistake in Fawen, not yours ({name}: {error}). "
            "Run again with FAWEN_DEBUG=1 to see where it happened.",
            file=sys.stderr,
        )
        return 1


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(
        prog="fawen",
        description="Ask annual reports on building a law-based government; "
        "get complete lists and exact citations.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    ask = _command(commands, "ask", _ask, "answer a question, with citations")
    ask.add_argument("question", nargs="?", help="in Simplified or Traditional Chinese or English")
    ask.add_argument("--history", metavar="FILE", help="a JSON list of the questions asked before")
    ask.add_argument(
        "--batch", metavar="FILE", help='answer JSON lines {"id", "turns": [...]}, one line each'
    )
    add_model_options(ask)

    search = _command(commands, "search", _search, "find passages")
    search.add_argument("query")
    search.add_argument("-k", type=int, default=8, help="how many passages (default 8)")

    _command(commands, "reports", _reports, "list the reports of the index")

    facts = _command(commands, "facts", _facts, "list the numbers that reports state")
    facts.add_argument("--indicator", metavar="ID", help="only this indicator of the catalogue")
    facts.add_argument("--report", metavar="R", help="only this report (id or file)")
    facts.add_argument("--csv", action="store_true", help="as CSV")

    claims = _command(commands, "claims", _claims, "list the statements looked for in each report")
    claims.add_argument("--claim", metavar="NAME", help="only this one")

    show = _command(commands, "show", _show, "print a report with its sections")
    show.add_argument("report", help="its id or file")

    evaluate = commands.add_parser("evaluate", help="score the program on reports with truth")
    evaluate.add_argument("--corpus", required=True, help="folder with the reports")
    evaluate.add_argument("--gold", required=True, help="folder with NAME.json for each report")
    evaluate.add_argument("--misses", action="store_true", help="also list every miss")
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.set_defaults(run=_evaluate)

    from rag.rebuild import add_arguments

    rebuild = commands.add_parser("rebuild", help="build the index of a folder of reports")
    add_arguments(rebuild)
    rebuild.set_defaults(run=_rebuild)

    from rag.serve import add_arguments as add_serving

    serve = commands.add_parser("serve", help="serve the REST interface alone")
    _index_option(serve)
    add_serving(serve)
    add_model_options(serve)
    serve.set_defaults(run=_serve)

    mcp = commands.add_parser("mcp", help="offer the reports to language models as MCP tools")
    _index_option(mcp)
    mcp.add_argument("--http", action="store_true", help="over HTTP, not standard input and output")
    mcp.add_argument("--host", default="127.0.0.1", help="with --http (%(default)s)")
    mcp.add_argument("--port", type=int, default=7862, help="with --http (%(default)s)")
    mcp.set_defaults(run=_mcp)

    chat = commands.add_parser("chat", help="how to start the web chat")
    chat.set_defaults(run=_chat)
    return parser


def _command(commands: Any, name: str, run: Any, help_text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text)
    parser.add_argument("--json", action="store_true", help="print JSON")
    _index_option(parser)
    parser.set_defaults(run=run)
    return parser


def _index_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--index",
        default=os.environ.get(INDEX_VARIABLE) or DEFAULT_INDEX,
        help=f"folder of the index (default: ${INDEX_VARIABLE}, then {DEFAULT_INDEX})",
    )


# ------------------------------------------------------------ commands


def _ask(options: argparse.Namespace) -> int:
    from rag.answers.render import to_json, to_terminal
    from rag.assistant import Assistant

    if options.batch:
        return _ask_batch(options)
    if options.question is None:
        raise UserError('no question given; for example: fawen ask "哪些乡镇报告调解成功率为100%?"')
    history = _read_history(options.history) if options.history else []
    wrap = worded_by(options)
    answer = wrap(Assistant.open(options.index)).ask(options.question, history)
    if options.json:
        _print_json(to_json(answer))
    else:
        print(to_terminal(answer, colour=sys.stdout.isatty()))
    return 0


def _ask_batch(options: argparse.Namespace) -> int:
    from rag.answers.render import to_json
    from rag.assistant import Assistant
    from rag.types import Answer

    batch = _read_batch(options.batch)
    assistant = worded_by(options)(Assistant.open(options.index))
    broken = 0
    for number, turns in batch:
        *history, last = turns
        try:
            answer = to_json(assistant.ask(last, history))
        except UserError:
            raise
        except Exception as error:  # one question must not take the others with it
            broken += 1
            print(f"error: question {number!r}: {type(error).__name__}: {error}", file=sys.stderr)
            answer = to_json(Answer(last, "", "zh-Hans", "none", "", abstained=True))
        print(json.dumps({"id": number, **answer}, ensure_ascii=False), flush=True)
    return 1 if broken else 0


def _search(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from rag.retriever import Retriever

    if options.k < 1:
        raise UserError(f"-k is {options.k}; expected at least 1")
    hits = Retriever.open(options.index).search(options.query, options.k)
    if options.json:
        _print_json([asdict(hit) for hit in hits])
        return 0
    for hit in hits:
        print(f"{hit.score:.3f}  {hit.file}:{hit.start}-{hit.end}  {' / '.join(hit.section)}")
        print(f"       {' '.join(hit.text.split())}\n")
    return 0


def _reports(options: argparse.Namespace) -> int:
    from rag.answers.listing import report_entry
    from rag.store import Index

    records = Index.open(options.index).reports()
    entries = [report_entry(record) for record in records]
    if options.json:
        _print_json(entries)
        return 0
    for entry in entries:
        kind = "" if entry["kind"] == "report" else f"  ({entry['kind']})"
        place = f"{entry['place'] or '?'}{entry['department'] or ''}"
        print(
            f"{entry['report']}  {entry['year_covered'] or '----'}  {place}  {entry['file']}{kind}"
        )
    return 0


def _facts(options: argparse.Namespace) -> int:
    from rag.answers.listing import fact_entries, to_csv
    from rag.store import Index

    entries = fact_entries(Index.open(options.index), options.indicator, options.report)
    if options.csv:
        print(to_csv(entries), end="")
    elif options.json:
        _print_json(entries)
    else:
        for e in entries:
            planned = "  (planned)" if e["planned"] else ""
            head = f"{e['place'] or '?'}  {e['year'] or '----'}  {e['indicator'] or '-'}"
            print(f"{head}  {e['value']:g} {e['unit'] or ''}{planned}  {_one_line(e['quote'])}")
    return 0


def _claims(options: argparse.Namespace) -> int:
    from rag.answers.listing import claim_entries
    from rag.store import Index

    entries = claim_entries(Index.open(options.index), options.claim)
    if options.json:
        _print_json(entries)
        return 0
    for e in entries:
        status = "planned" if e["planned"] else "weakness" if e["negated"] else "stated"
        status = status if e["present"] else "-"
        print(
            f"{e['place'] or '?'}  {e['year'] or '----'}  {e['claim']}  {status}  {_one_line(e['quote'])}"
        )
    return 0


def _show(options: argparse.Namespace) -> int:
    from rag.answers.listing import shown_report
    from rag.store import Index

    entry = shown_report(Index.open(options.index).report(options.report))
    if options.json:
        _print_json(entry)
        return 0
    print(entry["text"])
    print("\n--- sections")
    for section in entry["sections"]:
        path = " / ".join(section["path"]) or "-"
        print(f"{section['start']:6} {section['end']:6}  {section['role']:12} {path}")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from rag.evaluate import evaluate

    result = evaluate(Path(options.corpus), Path(options.gold))
    if options.json:
        _print_json(result.to_json())
    else:
        print(result.to_text(misses=options.misses))
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    from rag.rebuild import run

    run(options)
    return 0


def _serve(options: argparse.Namespace) -> int:
    from rag.serve import run

    run(options)
    return 0


def _mcp(options: argparse.Namespace) -> int:
    from rag.mcp import run_http, run_stdio
    from rag.web.live import open_live

    if not options.http:
        run_stdio(open_live(options.index))
        return 0
    from rag.listen import listen

    with listen(options.host, options.port) as listener:
        run_http(open_live(options.index), listener)
    return 0


def _chat(options: argparse.Namespace) -> int:
    print("The web chat is started with: make chat   (or: python app.py)")
    return 0


# ------------------------------------------------------------ input and output


def _read_history(file: str) -> list[str]:
    try:
        turns = json.loads(_read_text(file))
    except ValueError as error:
        raise UserError(f"{file} is not JSON ({error}); expected a list of questions") from error
    if not isinstance(turns, list) or not all(isinstance(t, str) for t in turns):
        raise UserError(
            f'{file} holds something else than a JSON list of questions: ["...", "..."]'
        )
    return turns


def _read_batch(file: str) -> list[tuple[Any, list[str]]]:
    """(id, turns) of each line; all are checked before the first is answered."""
    batch = []
    for number, line in enumerate(_read_text(file).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            turns = entry["turns"]
        except (ValueError, TypeError, KeyError) as error:
            raise UserError(
                f'{file}:{number}: expected {{"id": ..., "turns": ["question", ...]}}, found {line[:60]!r}'
            ) from error
        if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
            raise UserError(f"{file}:{number}: turns must be a list of at least one question")
        batch.append((entry.get("id"), turns))
    return batch


def _read_text(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is not UTF-8 text") from error


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _print_unicode() -> None:
    """Chinese prints on terminals whose locale says otherwise."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
