"""Numbers that a list draws but does not store: Word's number formats and the list styles of CSS."""

from __future__ import annotations

from typing import Final

_CHINESE = frozenset(
    {
        *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital"),
        *("taiwaneseCountingThousand", "taiwaneseCounting", "chineseLegalSimplified"),
        *("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal"),
    }
)
_LETTERS = frozenset({"lowerLetter", "upperLetter", "lower-alpha", "upper-alpha", "lower-latin", "upper-latin"})
_ROMAN = frozenset({"lowerRoman", "upperRoman", "lower-roman", "upper-roman"})
_DIGITS: Final = "零一二三四五六七八九"
_ROMAN_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN_TENS = ("", "x", "xx", "xxx")


def numeral(number: int, shape: str) -> str:
    """A count as a list draws it; `shape` is a number format of Word, or a list style of CSS; decimal where it is neither."""
    if shape in _CHINESE:
        return han(number)
    if shape in _LETTERS:
        letter = chr(ord("a") + (number - 1) % 26)
        return letter if shape.startswith("lower") else letter.upper()
    if shape in _ROMAN:
        roman = _ROMAN_TENS[number // 10] + _ROMAN_ONES[number % 10] if number < 40 else str(number)
        return roman if shape.startswith("lower") else roman.upper()
    if shape.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def han(number: int) -> str:
    """A count below a thousand in Chinese numerals, as contracts number their articles: 十, 十一, 二十, 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if 0 < hundreds < 10 else ""
    if tens:
        text += ("" if tens == 1 and not text else _DIGITS[tens]) + "十"
    elif text and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones or not text else "")
