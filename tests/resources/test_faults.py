"""A fault is told without the text that a library quotes in its message."""

from __future__ import annotations

import dagster as dg
import pytest

from danlu.errors import DanluError
from resources.faults import told_without_text
from tests.scratch import SECRET


@dg.op
def chokes() -> None:
    with told_without_text("raw"):
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(f"cannot use {SECRET}") from error


@dg.job
def choking() -> None:
    chokes()


def test_what_a_library_quotes_is_kept_nowhere() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = choking.execute_in_process(instance=instance, raise_on_error=False)
        kept = [
            record.event_log_entry.to_json() for record in instance.get_records_for_run(result.run_id).records
        ]
    assert not result.success
    assert not any(SECRET in entry or SECRET.encode("unicode_escape").decode() in entry for entry in kept)
    assert any("raw: RuntimeError in chokes (test_faults.py" in entry for entry in kept)


def test_what_danlu_refuses_is_told_and_not_tried_again() -> None:
    with pytest.raises(dg.Failure, match="no source") as caught, told_without_text("raw"):
        raise DanluError("no source has the key")
    assert caught.value.allow_retries is False
    assert isinstance(caught.value.__cause__, DanluError)


def test_what_passes_is_tried_again() -> None:
    with pytest.raises(dg.Failure, match="raw: OSError") as caught, told_without_text("raw"):
        raise OSError(28, "No space left on device")
    assert caught.value.allow_retries is True
