"""All cleaning rules, in the order in which they run.

1. Mojibake first: its evidence is the exact characters, among them C1 controls, no-break spaces
   and soft hyphens, that later rules take out.
2. Unicode: repaired text may come decomposed, and all patterns after it expect composed letters.
3. Control characters: an invisible character inside a tag or an address would hide it.
4. Markup: removed tags leave line breaks, and entities become no-break spaces and brackets.
5. White space, then the ends of texts: on what all others left behind.
6. Masks last, on the text as a reader sees it: e-mail before numbers (a number may be the local
   part of an address), the identity number before the shorter telephone number.

The chain runs again over the rows that it changed until nothing changes, so cleaning cleaned text
is a no-op whatever the rules do to each other.
"""

from danlu.cleaning.rule import Rule
from danlu.cleaning.rules.control import CONTROL
from danlu.cleaning.rules.email import EMAIL
from danlu.cleaning.rules.ends import ENDS
from danlu.cleaning.rules.gbk_mojibake import GBK_MOJIBAKE
from danlu.cleaning.rules.id_number import ID_NUMBER
from danlu.cleaning.rules.markup import MARKUP
from danlu.cleaning.rules.mojibake import MOJIBAKE
from danlu.cleaning.rules.phone import PHONE
from danlu.cleaning.rules.unicode import UNICODE
from danlu.cleaning.rules.whitespace import WHITESPACE

RULES: tuple[Rule, ...] = (
    MOJIBAKE,
    GBK_MOJIBAKE,
    UNICODE,
    CONTROL,
    MARKUP,
    WHITESPACE,
    ENDS,
    EMAIL,
    ID_NUMBER,
    PHONE,
)
