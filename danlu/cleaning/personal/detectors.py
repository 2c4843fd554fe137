"""All detectors of personal data, in order of precedence: where two claim one place, the first has it.

What is proved by a prefix or a checksum comes before what is told by its shape, and that before what
is told by context alone. An e-mail address comes before the numbers that may be its local part.
"""

from danlu.cleaning.personal.address import ADDRESS
from danlu.cleaning.personal.bank_card import BANK_CARD
from danlu.cleaning.personal.birth_date import BIRTH_DATE
from danlu.cleaning.personal.credit_code import CREDIT_CODE
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.email import EMAIL
from danlu.cleaning.personal.foreign_phone import FOREIGN_PHONE
from danlu.cleaning.personal.iban import IBAN
from danlu.cleaning.personal.id_number import ID_NUMBER
from danlu.cleaning.personal.ip import IP
from danlu.cleaning.personal.landline import LANDLINE
from danlu.cleaning.personal.mac import MAC
from danlu.cleaning.personal.name import NAME
from danlu.cleaning.personal.passport import PASSPORT
from danlu.cleaning.personal.phone import PHONE
from danlu.cleaning.personal.plate import PLATE
from danlu.cleaning.personal.qq import QQ
from danlu.cleaning.personal.secret import SECRET
from danlu.cleaning.personal.url_credentials import URL_CREDENTIALS
from danlu.cleaning.personal.wechat import WECHAT

DETECTORS: tuple[Detector, ...] = (
    SECRET,
    URL_CREDENTIALS,
    EMAIL,
    ID_NUMBER,
    CREDIT_CODE,
    IBAN,
    BANK_CARD,
    MAC,
    IP,
    QQ,
    PHONE,
    LANDLINE,
    FOREIGN_PHONE,
    PASSPORT,
    PLATE,
    WECHAT,
    ADDRESS,
    BIRTH_DATE,
    NAME,
)
