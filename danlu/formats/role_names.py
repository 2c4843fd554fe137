"""Roles that a source declares: renamed in every list of turns, and renamed back.

Several names may mean one role, so what undoes the renaming holds the usual name of each role and, by
the turn's index, the exceptions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from danlu.formats.dialects import ROLE_KEYS, dialect_of

Undo = list[Any]
"""For each list of turns: its key, the key within (None: the list itself, "": one turn), the usual name
of each role, and the exceptions."""


def rename_roles(value: Any, roles: Mapping[str, str]) -> tuple[Any, Undo]:
    """The record (or bare list of turns) with canonical roles where the source's are declared."""
    undo: Undo = []
    if type(value) is list:
        return _renamed(value, roles, (None, None), undo), undo
    if type(value) is not dict:
        return value, undo
    record: dict[str, Any] = {}
    for key, held in value.items():
        if type(held) is list:
            record[key] = _renamed(held, roles, (key, None), undo)
        elif type(held) is dict and type(held.get("messages")) is list:
            record[key] = {**held, "messages": _renamed(held["messages"], roles, (key, "messages"), undo)}
        elif type(held) is dict and dialect_of(tuple(held)) is not None:
            record[key] = _renamed([held], roles, (key, ""), undo)[0]
        else:
            record[key] = held
    return record, undo


def _renamed(
    turns: list[Any], roles: Mapping[str, str], place: tuple[str | None, str | None], undo: Undo
) -> list[Any]:
    usual: dict[str, str] = {}
    others: dict[str, str] = {}
    renamed: list[Any] = []
    for turn in turns:
        key = _role_key(turn)
        if key is None or turn[key] not in roles:
            renamed.append(turn)
            continue
        usual.setdefault(roles[turn[key]], turn[key])
        renamed.append({**turn, key: roles[turn[key]]})
    if usual:
        for index, (turn, now) in enumerate(zip(turns, renamed, strict=True)):
            key = _role_key(turn)
            if key is not None and usual.get(now[key], now[key]) != turn[key]:
                others[str(index)] = turn[key]
        undo.append([*place, usual, others])
    return renamed


def _role_key(turn: Any) -> str | None:
    if type(turn) is not dict:
        return None
    return next((key for key in ROLE_KEYS if type(turn.get(key)) is str), None)


def rename_roles_back(value: Any, undo: Sequence[Any]) -> Any:
    """The inverse of `rename_roles`."""
    for key, inner, usual, others in undo:
        if key is None:
            return _back(value, usual, others)
        held = value[key]
        if inner is None:
            value = {**value, key: _back(held, usual, others)}
        elif inner:
            value = {**value, key: {**held, inner: _back(held[inner], usual, others)}}
        else:
            value = {**value, key: _back([held], usual, others)[0]}
    return value


def _back(turns: list[Any], usual: Mapping[str, str], others: Mapping[str, str]) -> list[Any]:
    restored: list[Any] = []
    for index, turn in enumerate(turns):
        key = _role_key(turn)
        if key is None:
            restored.append(turn)
        else:
            restored.append({**turn, key: others.get(str(index), usual.get(turn[key], turn[key]))})
    return restored
