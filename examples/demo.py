"""Put the demo's sources into `data/sources/demo/`: the shipped files, and this Python's own documentation.

Delete that folder and run `danlu build --accept-removals` to take the demo out of the dataset.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from python_docs import write_rows

EXAMPLES = Path(__file__).parent
TARGET = EXAMPLES.parent / "data" / "sources" / "demo"


def main() -> None:
    """Copy what is missing or different; files that are as they should be are left alone."""
    for path in sorted((EXAMPLES / "sources").rglob("*")):
        copy = TARGET / path.relative_to(EXAMPLES / "sources")
        if path.is_file() and not (copy.is_file() and copy.read_bytes() == path.read_bytes()):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    documentation = TARGET / "python_docs.jsonl"
    if not documentation.exists():
        write_rows(documentation)
    sys.stdout.write(f"demo sources: {sum(path.is_file() for path in TARGET.rglob('*'))} files\n")


if __name__ == "__main__":
    main()
