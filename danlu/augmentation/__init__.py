"""New rows made from train rows by rules; an answer is never altered."""

from danlu.augmentation.generation import Generation, choose, generate
from danlu.augmentation.operation import Operation
from danlu.augmentation.registry import OPERATIONS

__all__ = ["OPERATIONS", "Generation", "Operation", "choose", "generate"]
