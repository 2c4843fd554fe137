"""YAML whose values know the line that they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml
from yaml.constructor import SafeConstructor

from danlu.errors import DanluError


class DeclaredError(DanluError):
    """`sources.yaml` cannot be used; the message names each line and key at fault."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A document: its plain values, and the nodes that they were made of."""

    values: object
    node: yaml.Node | None

    def line(self, place: Sequence[str | int]) -> int:
        """The line of the key or item at a place, or of the nearest one above it; the first is 1."""
        node = self.node
        line = 1
        for step in place:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == step), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                break
        return line


def read_marked(text: str, name: str) -> Marked:
    """Read one YAML document.

    Raises:
        DeclaredError: It is not YAML, has a key twice, or refers to itself.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            return Marked(None, None)
        repeated = next(_repeated_keys(node), None)
        if repeated is not None:
            line = repeated.start_mark.line + 1
            raise DeclaredError(f"{name}, line {line}: {repeated.value}: the key stands here twice")
        return Marked(SafeConstructor().construct_document(node), node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DeclaredError(f"{name}, line {line}: not YAML: {error.problem}") from None
    except yaml.YAMLError:
        raise DeclaredError(f"{name}: not YAML: it holds characters that are not text") from None
    except ValueError:
        raise DeclaredError(f"{name}: a date or number that there is not: put it in quotes") from None
    except RecursionError:
        raise DeclaredError(f"{name}: nested too deeply") from None


def _repeated_keys(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Keys that a mapping has already, in the order of the file."""
    waiting: list[yaml.Node] = [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        # an alias is the same node again
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
            continue
        names: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in names:
                    yield key
                names.add(key.value)
        waiting += [value for _, value in reversed(node.value)]
