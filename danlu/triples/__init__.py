"""Knowledge graphs: what is said of one subject becomes questions with their answers."""

from danlu.triples.find import Triple, declared_triple, find_triple
from danlu.triples.questions import Questions

__all__ = ["Questions", "Triple", "declared_triple", "find_triple"]
