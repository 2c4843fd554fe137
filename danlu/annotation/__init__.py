"""What a row is: its language, its turns, its length, and an estimate of its tokens."""

from danlu.annotation.tags import ANNOTATION_SCHEMA, annotate
from danlu.annotation.tokens import COUNTER

__all__ = ["ANNOTATION_SCHEMA", "COUNTER", "annotate"]
