"""Temporary stand-ins, deleted when the real readers land."""
from pathlib import Path
import hashlib
from rag.types import *
from rag.text import is_traditional

def find_files(root):
    return sorted(p for p in root.rglob("*") if p.is_file())
def read_documents(path, root):
    from rag.errors import UnreadableFile
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as e:
        raise UnreadableFile(str(path.relative_to(root)), "not text") from e
    return [Document(path.relative_to(root).as_posix(), text, hashlib.sha256(path.read_bytes()).hexdigest(), "utf-8")]
def find_boilerplate(text, folded): return ()
def read_metadata(text, folded, boilerplate, file="", url=None):
    return Metadata(title=text.strip().split("\n")[0], script="hant" if is_traditional(text) else "hans")
def split_sections(text, folded, boilerplate, metadata):
    return (Section((), "achievements", 0, len(text)),)
def cut_passages(text, sections):
    out=[]; at=0
    for line in text.splitlines(keepends=True):
        if line.strip(): out.append(Passage(0, at, at+len(line.rstrip())))
        at+=len(line)
    return tuple(out)
def find_facts(text, folded, sections, metadata): return ()
def find_claims(text, folded, sections): return ()
