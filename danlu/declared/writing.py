"""Writing an entry into `sources.yaml`, whose comments and order are the user's own."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import yaml

from danlu.declared.entry import Entry
from danlu.declared.file import FILE, parse_declared, read_declared
from danlu.declared.marked import DeclaredError, read_marked

_UNFOLDED = 1 << 20
"""Folded lines do not give back every text."""
_HEAD = """\
# Sources that lie elsewhere, or that need a word of explanation · 位于别处或需要说明的来源
# Every key: docs/sources.md. A password is named, never written: ${NAME} · 密码只写 ${变量名}
"""


def write_entry(root: Path, entry: Entry) -> None:
    """Append an entry to the `sources.yaml` of a project; all that stands there stays as it is.

    Raises:
        DeclaredError: The file is wrong already, has an entry of that name, or the entry is no good
            for it; nothing is written.
    """
    before = read_declared(root)
    if before.named(entry.name) is not None:
        raise DeclaredError(f"{FILE} has an entry {entry.name} already: give this one another --name")
    path = Path(os.path.realpath(root / FILE))
    text = path.read_text(encoding="utf-8-sig") if path.exists() else f"{_HEAD}sources: []\n"
    after = _appended(text, entry)
    if parse_declared(after, root).entries != (*before.entries, entry):
        raise DeclaredError(
            f"{FILE} is written in a way that only you can continue; add by hand:\n{_item(entry)}"
        )
    _replace(path, after)


def _values(entry: Entry) -> dict[str, object]:
    return {"name": entry.name, **entry.model_dump(mode="json", exclude_defaults=True, exclude={"name"})}


def _item(entry: Entry) -> str:
    return yaml.safe_dump([_values(entry)], allow_unicode=True, sort_keys=False, width=_UNFOLDED)


def _appended(text: str, entry: Entry) -> str:
    """The text with one item more. `sources` is the only key there can be, so its list ends the file."""
    node = read_marked(text, FILE).node
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    if not pairs:
        return f"{_with_end(text)}sources:\n{_item(entry)}"
    listed = pairs[0][1]
    if not isinstance(listed, yaml.SequenceNode):
        # a key without a value
        return f"{_with_end(text)}{_item(entry)}"
    start, end = listed.start_mark, listed.end_mark
    if not listed.flow_style:
        return _with_end(text) + _indented(_item(entry), start.column)
    if not listed.value:
        head, rest = text[: start.index].rstrip(" "), text[end.index :]
        return f"{_with_end(head + rest)}{_item(entry)}"
    last = listed.value[-1].end_mark.index
    return f"{text[:last]}, {json.dumps(_values(entry), ensure_ascii=False)}{text[last:]}"


def _with_end(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _indented(text: str, columns: int) -> str:
    return "".join(f"{' ' * columns}{line}" for line in text.splitlines(keepends=True))


def _replace(path: Path, text: str) -> None:
    """Put the text in the place of the file, whole or not at all."""
    descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
