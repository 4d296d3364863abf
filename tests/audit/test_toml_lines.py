"""On which line a key stands, in every form TOML has for it."""

from __future__ import annotations

from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.audit.toml_lines import Path, key_lines, last_key

EXAMPLE = '''\
# a comment with a = b and [c]
extends = "default"   # = "x"
"quoted \\u0041.key" = 1

[server]
mx = true
addresses = [
    "192.0.2.24",  # ]
    # "no",
    "192.0.2.25",
]
[rules.REL002]
severity = "low"
[rules]
REL003.severity = 'a = b'
REL004 = { severity = "low", enabled = [1, {deep = 2}] }

[[suppress]]
reason = """
rule = "in a text"
[suppress]
\\"""" # the text ends with a quote
rule = "ACL003"

[[suppress]]
reason = \'\'\'
[[suppress]]\'\'\'
expires = 2027-03-31 10:00:00

[suppress.more]
key = 1
[[suppress.items]]
a = 1
[[suppress.items]]
a = 2
'''


def test_every_form_of_a_key_has_its_line() -> None:
    """Tables, dotted and quoted keys, inline tables, arrays, arrays of tables, long strings."""
    lines = key_lines(EXAMPLE)

    assert {path: line for path, line in lines.items() if len(path) == 1} == {
        ("extends",): 2,
        ("quoted A.key",): 3,
        ("server",): 5,
        ("rules",): 12,
        ("suppress",): 18,
    }
    assert lines["server", "addresses", 0] == 8
    assert lines["server", "addresses", 1] == 10
    assert lines["rules", "REL002", "severity"] == 13
    assert lines["rules", "REL003"] == lines["rules", "REL003", "severity"] == 15
    assert lines["rules", "REL004", "enabled", 1, "deep"] == 16
    assert lines["suppress", 0] == 18
    assert lines["suppress", 0, "reason"] == 19
    assert lines["suppress", 0, "rule"] == 23
    assert lines["suppress", 1] == 25
    assert lines["suppress", 1, "expires"] == 28
    assert lines["suppress", 1, "more", "key"] == 31
    assert lines["suppress", 1, "items", 1, "a"] == 35


def test_other_line_ends_and_no_last_one() -> None:
    """CRLF counts once, and a text may end without a line end."""
    assert key_lines("a = 1\r\n\r\n[b]\r\nc = 2") == {("a",): 1, ("b",): 3, ("b", "c"): 4}
    assert key_lines("") == {}


def paths(value: Any, path: Path = ()) -> set[Path]:
    """The way to every value of a document."""
    found = {path} if path else set()
    if isinstance(value, list):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return found
    return found.union(*(paths(child, (*path, key)) for key, child in value.items()))


def test_every_value_of_the_example_is_found() -> None:
    """The scanner and the parser agree on what keys there are."""
    assert set(key_lines(EXAMPLE)) == paths(tomli.loads(EXAMPLE))


KEYS = st.sampled_from(["a", "b-c", '"d.e"', "'f g'", '"\\u0041"', "1"])
STRINGS = st.sampled_from(
    ['"a # [x] = \\" {"', "'[#}'", '"""a\n[b]\n"""', "'''\nx = ']'''", '""', '""""x""""']
)
SCALARS = st.one_of(STRINGS, st.sampled_from(["1", "true", "2027-03-31", "2027-03-31 10:00:00"]))
GAPS = st.sampled_from(["", " ", "\n", " # ] } ,\n", "\n\n"])


def nested(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Arrays, over several lines, and inline tables on one."""
    items = st.lists(st.builds("{}{}{}".format, GAPS, inside, GAPS), max_size=3)
    pairs = st.dictionaries(KEYS, inside, max_size=3)
    return st.one_of(
        items.map(lambda parts: f"[{','.join(parts)}]"),
        pairs.map(lambda table: f"{{{', '.join(f'{k} = {v}' for k, v in table.items())}}}"),
    )


VALUES = st.recursive(SCALARS, nested, max_leaves=8)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)


@given(st.lists(st.tuples(st.booleans(), TABLES), max_size=4))
def test_whatever_the_document_all_its_keys_are_found_where_they_stand(
    tables: list[tuple[bool, dict[str, str]]],
) -> None:
    """The same keys as the parser's; each in the line it was written in."""
    text = "".join(
        (f"[[t.x{number % 2}]]\n" if array else f"[u{number}]  # x\n")
        + "".join(f"{key} = {value}\n" for key, value in table.items())
        for number, (array, table) in enumerate(tables)
    )
    parsed = tomli.loads(text)
    lines = key_lines(text)

    assert set(lines) == paths(parsed)
    written = text.split("\n")
    for path, line in lines.items():
        name = path[-1]
        if isinstance(name, str):
            spelled = {name, f'"{name}"', f"'{name}'", name.replace("A", '"\\u0041"')}
            assert any(spelling in written[line - 1] for spelling in spelled)


@pytest.mark.parametrize("end", [at for at, sign in enumerate(EXAMPLE, 1) if sign in "\n]}="])
def test_a_text_may_break_off_anywhere(end: int) -> None:
    """The key it breaks off in or behind is named, and its line is in the text."""
    _key, line = last_key(EXAMPLE[:end])

    assert 1 <= line <= EXAMPLE[:end].count("\n") + 1


def test_the_last_key_is_dotted() -> None:
    """Table and key, without the numbers of array items."""
    assert last_key("[[a]]\n[[a]]\nb.c = {d = [{e = 1") == ("a.b.c.d.e", 3)
