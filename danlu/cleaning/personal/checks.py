"""Check digits and check characters by which a number proves that it is what it seems."""

from __future__ import annotations

_MOD_11_2 = "10X98765432"
_MOD_11_2_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_VALUES = bytes(48) + bytes(range(10)) + bytes(198)
_DOUBLED = bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)) + bytes(246)
_IN_BASE_36 = {
    ord(character): str(int(character, 36)) for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
}
_MOD_31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MOD_31_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def luhn_is_right(digits: str) -> bool:
    """Whether the last digit is right by Luhn (ISO/IEC 7812-1, annex B)."""
    values = digits.encode("ascii").translate(_VALUES)
    return (sum(values[::-2]) + sum(values[-2::-2].translate(_DOUBLED))) % 10 == 0


def mod_97_is_right(iban: str) -> bool:
    """Whether the check digits of an IBAN without blanks are right (ISO 7064 MOD 97-10, ISO 13616)."""
    return int((iban[4:] + iban[:4]).translate(_IN_BASE_36)) % 97 == 1


def mod_11_2_is_right(number: str) -> bool:
    """Whether the last of 18 characters is right by ISO 7064 MOD 11-2, as in GB 11643."""
    total = sum(weight * int(digit) for weight, digit in zip(_MOD_11_2_WEIGHTS, number[:17], strict=True))
    return _MOD_11_2[total % 11] == number[17].upper()


def mod_31_is_right(code: str) -> bool:
    """Whether the last of 18 characters is right by GB 32100-2015, annex A. No I, O, S, V, Z in it."""
    total = sum(
        weight * _MOD_31.index(character)
        for weight, character in zip(_MOD_31_WEIGHTS, code[:17], strict=True)
    )
    return _MOD_31[-total % 31] == code[17]
