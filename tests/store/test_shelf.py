from rag.store.shelf import Shelf


def test_a_value_is_made_once_and_the_longest_unused_goes_first() -> None:
    shelf, made = Shelf(most=8), []

    def keep(name: str, items: int = 2) -> tuple[str, ...]:
        def make() -> tuple[str, ...]:
            made.append(name)
            return (name,) * items

        return shelf.keep(name, make)

    assert keep("a") == keep("a") == ("a", "a")
    keep("b")
    keep("a")
    keep("c")  # three values of two and one each: over eight
    assert made == ["a", "b", "c"]
    keep("a")
    assert made == ["a", "b", "c"]
    keep("b")
    assert made == ["a", "b", "c", "b"]
    assert len(keep("much", items=100)) == 100  # what is in use is kept, however much it is
    shelf.clear()
    keep("b")
    assert made[-1] == "b"
