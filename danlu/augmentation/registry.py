"""All operations, by the name that the recipe calls them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from danlu.augmentation.answer_constraint import ANSWER_CONSTRAINT
from danlu.augmentation.instruction_frame import INSTRUCTION_FRAME
from danlu.augmentation.operation import Operation

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {operation.name: operation for operation in (INSTRUCTION_FRAME, ANSWER_CONSTRAINT)}
)
