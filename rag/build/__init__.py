"""OFFLINE: a folder of files to a published generation of the index.

    build_index(Path("corpus"), Path("index/data"))

Files that have not changed since the last generation are not read again: what was
understood of them, and their vectors, are taken over from it. The result is the same as that
of a full rebuild.

    looking.py   which files there are, and which of them have changed
    reading.py   files to rows, on all cores
    pool.py      worker processes (warm.py: what they start with)
    copies.py    which documents are copies of which
    summary.py   what a build did
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from rag.build.copies import keep_one_of_each
from rag.build.looking import look, read_stamps, write_stamps
from rag.build.reading import ReadFile, read_files
from rag.build.summary import BuildSummary, Counts, read_counts
from rag.errors import CorpusError, IndexMismatch, IndexMissing, UserError
from rag.search.embedding import Embedder, load_embedder
from rag.settings import rebuild_command
from rag.store import generation as layout
from rag.store.draft import Draft, Kept, Previous, StoredDocument
from rag.store.generation import Manifest
from rag.store.tables import read_documents_table
from rag.understand import code_digest

__all__ = ["BuildSummary", "Progress", "build_index"]

Progress = Callable[[str, int, int], None]  # stage ("read", "write"), done, total
_LIBRARIES = ("duckdb", "faiss-cpu", "tantivy", "numpy")
_PASSAGES_AT_A_TIME = 2048  # encoded together


def _silent(stage: str, done: int, total: int) -> None:
    """No progress is shown."""


def build_index(
    corpus: Path | str,
    index: Path | str,
    model: str | None = None,
    progress: Progress = _silent,
    *,
    full: bool = False,
    workers: int | None = None,
) -> BuildSummary:
    """Read what is new or changed in ``corpus`` and publish a generation at ``index``.

    ``model`` names the embedding model (None: the one that ships); ``full`` reads every
    file again; ``workers`` is the number of processes (None: one a core). Raises
    CorpusError, ModelError, IndexBusy, or UserError when the index cannot be written; the
    live generation stays as it was.
    """
    corpus, index = Path(corpus), Path(index)
    started = time.monotonic()
    embedder = load_embedder(model)
    with _clear_write_errors(index), layout.locked(index):
        files = _look(corpus, index, progress, trust=not full)
        last = None if full else _last_build(index, embedder)
        if last is not None and last.manifest.files == files:
            layout.prune(index)  # the last rebuild may have been killed before it came to that
            counts = read_counts(last.folder / layout.TABLES)
            return _summary(corpus, index, last.manifest, counts, 0, 0, started)
        name = _generation_name(files, embedder)
        with layout.partial_generation(index, name) as folder:
            with Draft(folder, embedder.dim) as draft:
                gathered = _Gathered(corpus, embedder, draft, progress, workers)
                if last is not None:
                    gathered.reuse(last, files)
                gathered.read(sorted(set(files) - gathered.reused))
                kept = gathered.settle()
                draft.finish(kept, gathered.documents, last)
            counts = read_counts(folder / layout.TABLES)
            manifest = _manifest(name, corpus, files, gathered.skipped, embedder, counts)
            layout.publish(index, folder, manifest)
        layout.prune(index)
        removed = len(set(last.manifest.files) - set(files)) if last else 0
        return _summary(corpus, index, manifest, counts, gathered.files_read, removed, started)


# ---------------------------------------------------------------- what there is


@dataclass(frozen=True, slots=True)
class _LastBuild(Previous):
    """The live generation, when what it understood may be reused."""

    manifest: Manifest
    reports: Mapping[str, Kept]  # by file


def _look(corpus: Path, index: Path, progress: Progress, trust: bool) -> dict[str, str]:
    """Every file below the corpus folder and what its bytes are; ``trust`` the stamps kept."""
    if not corpus.is_dir():
        raise CorpusError(f"no folder at {corpus}. Name the folder with the reports: --corpus DIR")
    known = read_stamps(index, corpus)
    seen = look(corpus, known if trust else {}, partial(progress, "look"))
    if not seen:
        raise CorpusError(
            f"nothing to read in {corpus}. Put reports there (.txt, .md, .html, .docx, .pdf, "
            f".zip), then run `{rebuild_command(corpus)}`"
        )
    if seen != known:
        write_stamps(index, corpus, seen)
    return {name: file.digest for name, file in seen.items()}


def _last_build(index: Path, embedder: Embedder) -> _LastBuild | None:
    """None when there is none, or it was made by other code or another model."""
    try:
        folder = layout.generation_folder(index, layout.current_generation(index))
        manifest = layout.read_manifest(folder)
    except (IndexMissing, IndexMismatch):
        return None
    made_with = (manifest.code_digest, manifest.model_fingerprint)
    if made_with != (code_digest(), embedder.fingerprint):
        return None
    documents, spans = read_documents_table(folder / layout.TABLES)
    return _LastBuild(
        folder,
        tuple(StoredDocument(*row) for row in documents),
        manifest,
        {file: Kept(file, False, first, count) for file, first, count in spans},
    )


# ---------------------------------------------------------------- reading and choosing


class _Gathered:
    """The documents of the new generation while they are being gathered."""

    def __init__(
        self,
        corpus: Path,
        embedder: Embedder,
        draft: Draft,
        progress: Progress,
        workers: int | None,
    ) -> None:
        self.skipped: dict[str, str] = {}
        self.reused: set[str] = set()  # files whose documents are taken from the last build
        self.files_read = 0
        self._corpus = corpus
        self._embedder = embedder
        self._draft = draft
        self._progress = progress
        self._workers = workers
        self._documents: dict[str, StoredDocument] = {}  # by file
        self._stored: dict[str, Kept] = {}  # by file: those whose rows are at hand

    @property
    def documents(self) -> list[StoredDocument]:
        """In the order of the files; copies are marked once ``settle`` was called."""
        return [self._documents[file] for file in sorted(self._documents)]

    def reuse(self, last: _LastBuild, files: Mapping[str, str]) -> None:
        """Take over what was understood of the files that have not changed."""
        before = last.manifest.files
        self.reused = {path for path, digest in files.items() if before.get(path) == digest}
        self._stored = dict(last.reports)
        self._documents = {d.file: d for d in last.documents if d.path in self.reused}
        self.skipped = {
            path: reason
            for path, reason in last.manifest.skipped.items()
            if _file_of(path, before) in self.reused
        }

    def read(self, paths: Sequence[str]) -> None:
        """Read and understand files; the rows and vectors go to the draft."""
        results = read_files(paths, self._corpus, self._workers)
        for batch in _batches(results, _PASSAGES_AT_A_TIME):
            vectors = self._embedder.encode([text for file in batch for text in file.texts])
            first = self._draft.passages
            for file in batch:
                if file.reason:
                    self.skipped[file.path] = file.reason
                self.skipped.update(file.skipped)
                for document, count in zip(file.documents, file.passages, strict=True):
                    self._documents[document.file] = document
                    self._stored[document.file] = Kept(document.file, True, first, count)
                    first += count
            self._draft.add([file.lines for file in batch], vectors)
            self.files_read += len(batch)
            self._progress("read", self.files_read, max(len(paths), self.files_read))

    def settle(self) -> list[Kept]:
        """Keep one of each group of copies; reports to write, in the order of the files."""
        while True:
            marked, sources = keep_one_of_each(self.documents)
            self._documents = {document.file: document for document in marked}
            kept = [document for document in marked if document.kept]
            # A copy whose original has gone is kept now, but its rows were never stored.
            missing = {d.path for d in kept if d.file not in self._stored}
            if not missing:
                break
            self.reused -= missing
            self.read(sorted(missing))
        if not kept:
            raise CorpusError(_nothing_readable(self._corpus, self.skipped))
        return [replace(self._stored[d.file], sources=sources[d.file]) for d in kept]


def _batches(results: Iterable[ReadFile], passages: int) -> Iterator[list[ReadFile]]:
    """Files together until they hold so many passages."""
    batch: list[ReadFile] = []
    for result in results:
        batch.append(result)
        if sum(len(file.texts) for file in batch) >= passages:
            yield batch
            batch = []
    if batch:
        yield batch


def _file_of(path: str, files: Mapping[str, str]) -> str:
    """The file that something skipped is, or that it is a member of (archive.zip/member.xls)."""
    while path not in files and "/" in path:
        path = path.rpartition("/")[0]
    return path


def _nothing_readable(corpus: Path, skipped: Mapping[str, str]) -> str:
    told = [f"  {file}: {reason}" for file, reason in list(skipped.items())[:5]]
    return "\n".join([f"none of the {len(skipped)} files in {corpus} can be read:", *told])


# ---------------------------------------------------------------- naming and telling


def _generation_name(files: Mapping[str, str], embedder: Embedder) -> str:
    now = datetime.now(UTC)
    digest = sha256(
        f"{_corpus_digest(files)} {code_digest()} {embedder.fingerprint}".encode()
    ).hexdigest()
    return f"{now:%Y%m%dT%H%M%S}.{now.microsecond // 1000:03}Z-{digest[:12]}"


def _corpus_digest(files: Mapping[str, str]) -> str:
    lines = "".join(f"{file}\0{digest}\n" for file, digest in sorted(files.items()))
    return sha256(lines.encode()).hexdigest()


def _manifest(
    name: str,
    corpus: Path,
    files: Mapping[str, str],
    skipped: Mapping[str, str],
    embedder: Embedder,
    counts: Counts,
) -> Manifest:
    return Manifest(
        schema=layout.SCHEMA_VERSION,
        generation=name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        corpus=str(corpus),
        corpus_digest=_corpus_digest(files),
        code_digest=code_digest(),
        model=embedder.name,
        model_fingerprint=embedder.fingerprint,
        dim=embedder.dim,
        counts={
            "reports": counts.reports,
            "passages": counts.passages,
            "facts": counts.facts,
            "claims": counts.claims,
        },
        versions={library: version(library) for library in _LIBRARIES},
        files=dict(sorted(files.items())),
        skipped=dict(sorted(skipped.items())),
    )


def _summary(
    corpus: Path,
    index: Path,
    manifest: Manifest,
    counts: Counts,
    read: int,
    removed: int,
    started: float,
) -> BuildSummary:
    return BuildSummary(
        generation=manifest.generation,
        corpus=str(corpus),
        index=str(index),
        files=len(manifest.files),
        read=read,
        reused=len(manifest.files) - read,
        removed=removed,
        skipped=manifest.skipped,
        skipped_members=len(set(manifest.skipped) - set(manifest.files)),
        seconds=round(time.monotonic() - started, 3),
        unchanged=not read and not removed,
        **asdict(counts),
    )


@contextmanager
def _clear_write_errors(index: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(
            f"the index at {index} cannot be written: {error.strerror or error}. The live index "
            "is as it was; "
            "free some space or make the folder writable, or name another with --index DIR, "
            "then run the same command again"
        ) from error
