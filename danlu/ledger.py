"""The ledger: one row for every verdict that danlu passes, and why (laws 1 and 3).

A ledger row names the stage, the key it speaks of, a verdict and a reason from closed lists,
the rule and its version, and small evidence such as a count or a length. It never holds row text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa


class Verdict(StrEnum):
    """What happened to a key at a stage."""

    EDITED = "edited"
    FLAGGED = "flagged"
    DROPPED = "dropped"
    MERGED = "merged"
    GENERATED = "generated"


class Reason(StrEnum):
    """Why it happened. The list is closed: a reason that is not here cannot be recorded."""

    # a whole file is not taken (source_files, raw)
    IGNORED_NAME = "ignored_name"
    UNSAFE_NAME = "unsafe_name"
    NOT_A_FILE = "not_a_file"
    UNREADABLE_FILE = "unreadable_file"
    SOURCE_CHANGED = "source_changed"
    SOURCE_ABSENT = "source_absent"
    EMPTY_FILE = "empty_file"
    UNKNOWN_FORMAT = "unknown_format"
    UNKNOWN_ENCODING = "unknown_encoding"
    ARCHIVE_NOT_SUPPORTED = "archive_not_supported"
    CORRUPT_FILE = "corrupt_file"
    FILE_TOO_LARGE = "file_too_large"
    READER_STOPPED = "reader_stopped"
    EXTRA_NOT_INSTALLED = "extra_not_installed"
    NOT_FETCHED = "not_fetched"
    # a member of an archive is not taken (raw)
    UNSAFE_MEMBER = "unsafe_member"
    DUPLICATE_MEMBER = "duplicate_member"
    TOO_MANY_MEMBERS = "too_many_members"
    TOO_DEEPLY_PACKED = "too_deeply_packed"
    ENCRYPTED = "encrypted"
    MEDIA_FILE = "media_file"
    # a record is not taken (raw)
    RECORD_TOO_LARGE = "record_too_large"
    INVALID_ENCODING = "invalid_encoding"
    INVALID_SYNTAX = "invalid_syntax"
    TRUNCATED_RECORD = "truncated_record"
    DUPLICATE_KEY = "duplicate_key"
    NUMBER_OUT_OF_RANGE = "number_out_of_range"
    TOO_DEEP = "too_deep"
    RAGGED_ROW = "ragged_row"
    UNKNOWN_RECORD_FORMAT = "unknown_record_format"
    AMBIGUOUS_RECORD = "ambiguous_record"
    INVALID_FIELD = "invalid_field"
    UNKNOWN_ROLE = "unknown_role"
    EMPTY_RECORD = "empty_record"
    ENVELOPE = "envelope"
    NOT_A_PAGE = "not_a_page"
    NO_MAIN_TEXT = "no_main_text"
    # a message or a paragraph is not taken (raw)
    MEDIA_MESSAGE = "media_message"
    SYSTEM_MESSAGE = "system_message"
    HIDDEN_MESSAGE = "hidden_message"
    NO_ANSWER = "no_answer"
    NO_QUESTION = "no_question"
    NO_DIALOGUE = "no_dialogue"
    # edits of the cleaned stage
    NORMALISED_UNICODE = "normalised_unicode"
    REPAIRED_MOJIBAKE = "repaired_mojibake"
    REMOVED_CONTROL = "removed_control"
    REMOVED_MARKUP = "removed_markup"
    NORMALISED_WHITESPACE = "normalised_whitespace"
    CONVERTED_HTML = "converted_html"
    TIDIED_MARKDOWN = "tidied_markdown"
    REMOVED_TEMPLATE = "removed_template"
    REMOVED_NOTICE = "removed_notice"
    REMOVED_BOILERPLATE = "removed_boilerplate"
    REMOVED_TRACKING = "removed_tracking"
    MASKED_URL = "masked_url"
    REMOVED_URL = "removed_url"
    SIMPLIFIED = "simplified"
    FOLDED_WIDTH = "folded_width"
    UNIFIED_QUOTES = "unified_quotes"
    UNIFIED_DATES = "unified_dates"
    UNIFIED_NUMBERS = "unified_numbers"
    UNIFIED_UNITS = "unified_units"
    CORRECTED_SPELLING = "corrected_spelling"
    # personal data in the cleaned stage: masked, flagged or the reason to drop
    PERSONAL_EMAIL = "personal_email"
    PERSONAL_PHONE = "personal_phone"
    PERSONAL_LANDLINE = "personal_landline"
    PERSONAL_FOREIGN_PHONE = "personal_foreign_phone"
    PERSONAL_ID_NUMBER = "personal_id_number"
    PERSONAL_PASSPORT = "personal_passport"
    PERSONAL_BANK_CARD = "personal_bank_card"
    PERSONAL_IBAN = "personal_iban"
    PERSONAL_PLATE = "personal_plate"
    PERSONAL_CREDIT_CODE = "personal_credit_code"
    PERSONAL_WECHAT = "personal_wechat"
    PERSONAL_QQ = "personal_qq"
    PERSONAL_IP = "personal_ip"
    PERSONAL_MAC = "personal_mac"
    PERSONAL_URL_CREDENTIALS = "personal_url_credentials"
    PERSONAL_SECRET = "personal_secret"  # noqa: S105 - a reason, no secret
    PERSONAL_ADDRESS = "personal_address"
    PERSONAL_NAME = "personal_name"
    PERSONAL_BIRTH_DATE = "personal_birth_date"
    PERSONAL_ENTITY = "personal_entity"
    # drops and flags of the cleaned stage
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    EMPTY_PROMPT = "empty_prompt"
    EMPTY_ANSWER = "empty_answer"
    REFUSAL = "refusal"
    ADVERTISING = "advertising"
    CONTACT_BAIT = "contact_bait"
    GAMBLING = "gambling"
    SEXUAL = "sexual"
    FRAUD = "fraud"
    ILLEGAL_GOODS = "illegal_goods"
    INSULT = "insult"
    HATE = "hate"
    VIOLENCE = "violence"
    SELF_HARM = "self_harm"
    LISTED_WORD = "listed_word"
    REPEATED_CHARACTERS = "repeated_characters"
    GIBBERISH = "gibberish"
    SYMBOLS = "symbols"
    FEW_LETTERS = "few_letters"
    REPEATED_LINES = "repeated_lines"
    REPEATED_PARAGRAPHS = "repeated_paragraphs"
    REPEATED_PHRASES = "repeated_phrases"
    LIST_PAGE = "list_page"
    UNUSUAL_WORDS = "unusual_words"
    FEW_SENTENCES = "few_sentences"
    PLACEHOLDER_TEXT = "placeholder_text"
    OTHER_LANGUAGE = "other_language"
    TRUNCATED_ANSWER = "truncated_answer"
    ANSWER_REPEATS_QUESTION = "answer_repeats_question"
    EMPTY_TURN = "empty_turn"
    ROLE_ORDER = "role_order"
    INCOHERENT = "incoherent"
    SHORT_ANSWER = "short_answer"
    LONG_ANSWER = "long_answer"
    MISSPELT = "misspelt"
    CUSTOM_RULE = "custom_rule"
    # deduplicated
    EXACT_DUPLICATE = "exact_duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    HELD_OUT_PROMPT = "held_out_prompt"
    HELD_OUT_ALIKE = "held_out_alike"
    EVALUATION_ITEM = "evaluation_item"
    CONFLICTING_ANSWER = "conflicting_answer"
    # augmented
    RULE_OPERATION = "rule_operation"
    # balanced
    OVER_SHARE = "over_share"
    OVER_CAP = "over_cap"
    # exported, per target
    NOT_EXPRESSIBLE = "not_expressible"
    TOOL_CALLS_NOT_SUPPORTED = "tool_calls_not_supported"
    MEDIA_NOT_SUPPORTED = "media_not_supported"
    ROLES_DO_NOT_ALTERNATE = "roles_do_not_alternate"
    KIND_NOT_SUPPORTED = "kind_not_supported"


LEDGER_SCHEMA = pa.schema(
    [
        pa.field("stage", pa.string(), nullable=False),
        pa.field("source", pa.string()),
        pa.field("key", pa.uuid()),
        pa.field("verdict", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("rule_version", pa.int32(), nullable=False),
        pa.field("target", pa.string()),
        pa.field("related", pa.list_(pa.uuid())),
        pa.field("evidence", pa.string()),
        pa.field("position", pa.int64()),
        pa.field("line", pa.int64()),
        pa.field("byte_start", pa.int64()),
        pa.field("byte_end", pa.int64()),
    ]
)
"""Columns of every ledger file. `key` is a record_id at `raw`, a row_id later, null for a file;
`related` holds the survivor of a merge or the parents of a generated row; `target` is set at
`exported` only; the place columns at `raw` only, counted as in `danlu.rows`."""

_STORAGE = pa.schema(
    [
        pa.field(column.name, pa.binary(16))
        if column.name == "key"
        else pa.field(column.name, pa.list_(pa.binary(16)))
        if column.name == "related"
        else column
        for column in LEDGER_SCHEMA
    ]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One verdict. `evidence` is small: counts, lengths, names of fields; never row text."""

    stage: str
    verdict: Verdict
    reason: Reason
    rule: str
    rule_version: int = 1
    source: str | None = None
    key: bytes | None = None
    target: str | None = None
    related: Sequence[bytes] | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    position: int | None = None
    line: int | None = None
    byte_start: int | None = None
    byte_end: int | None = None


def evidence_json(evidence: Mapping[str, object]) -> str | None:
    """The evidence as canonical JSON, or None where there is none."""
    if not evidence:
        return None
    return json.dumps(evidence, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def ledger_table(entries: Iterable[Entry]) -> pa.Table:
    """The entries as an Arrow table of `LEDGER_SCHEMA`, in the order given."""
    columns: dict[str, list[object]] = {name: [] for name in LEDGER_SCHEMA.names}
    for entry in entries:
        for name, values in columns.items():
            values.append(getattr(entry, name))
        columns["verdict"][-1] = entry.verdict.value
        columns["reason"][-1] = entry.reason.value
        columns["evidence"][-1] = evidence_json(entry.evidence)
    return pa.table(columns, schema=_STORAGE).cast(LEDGER_SCHEMA)
