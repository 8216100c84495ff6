"""Names of places that are misspelt: the one name of the index that can be meant."""

from __future__ import annotations

from rag.gazetteer import unit_names
from rag.names import english_name
from rag.questions.gazetteer import Gazetteer, letters


def misspelt_chinese(said: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The one name that sounds alike, or, of four characters and more, differs in one.

    The name of a real unit is no misspelling: 临西县 is not 临溪县.
    """
    if said in unit_names():
        return ()
    sound = letters(english_name(said).replace(" ", ""))
    alike = [
        n
        for n in gazetteer.names
        if len(n) == len(said)
        and n[-1] == said[-1]
        and letters(english_name(n).replace(" ", "")) == sound
    ]
    if len(alike) == 1:
        return (alike[0],)
    if len(said) < 4:
        return ()
    close = [
        f
        for f in gazetteer.forms
        if len(f) == len(said)
        and f[-1] == said[-1]
        and sum(a != b for a, b in zip(f, said, strict=True)) == 1
    ]
    names = {n for f in close for n in gazetteer.forms[f]}
    return tuple(names) if len(names) == 1 else ()


def misspelt_latin(said: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The one name a letter away, of six letters and more; two swapped letters count as one."""
    if len(said) < 6:
        return ()
    names = {
        n
        for form, held in gazetteer.latin.items()
        if len(form) >= 6 and _one_off(said, form)
        for n in held
    }
    return tuple(names) if len(names) == 1 else ()


def _one_off(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    same = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    if len(a) == len(b):
        swapped = a[same : same + 2] == b[same : same + 2][::-1] and a[same + 2 :] == b[same + 2 :]
        return swapped or a[same + 1 :] == b[same + 1 :]
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[same + 1 :] == shorter[same:]
