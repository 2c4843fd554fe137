"""Numbers that are read out: Chinese numerals, ringed digits, key caps, pieces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.cleaning.personal.landline import LANDLINE
from danlu.cleaning.personal.phone import PHONE
from tests.cleaning.personal.shown import finds, seconds

MOBILE = (
    ("我给你报一下：幺三八，二九四七，零五六幺，记好", "幺三八，二九四七，零五六幺"),
    ("电话一、三、八、二、九、四、七、零、五、六、一", "一、三、八、二、九、四、七、零、五、六、一"),
    ("客户：138二九四七0561。", "138二九四七0561"),
    ("电话：1️⃣3️⃣8️⃣2️⃣9️⃣4️⃣7️⃣0️⃣5️⃣6️⃣1️⃣ 随时", "1️⃣3️⃣8️⃣2️⃣9️⃣4️⃣7️⃣0️⃣5️⃣6️⃣1️⃣"),
    ("联系我 ①③⑧②⑨④⑦⓪⑤⑥①", "①③⑧②⑨④⑦⓪⑤⑥①"),
    ("甲：你手机号多少\n乙：一三八二九四七零五六一", "一三八二九四七零五六一"),
    ("手机号码138后面是29470561，对", "138后面是29470561"),
    ("手机1382947，0561，刚才打快了", "1382947，0561"),
    ("虚拟号13829470561-4521", "13829470561-4521"),
    ("打外地要加零，013829470561", "013829470561"),
    ("编号013829470561", None),
    ("电话013829470561", "013829470561"),
    ("涉案号码13829470561", "13829470561"),
    ("尊敬的13829470561用户", "13829470561"),
    ("序列1、3、5、7、9、2、4、6、8、0、1", None),
    ("第一三八二九四七零五六一二号", None),
    ("订单号一三八二九四七零五六一", None),
    ("货号13829470561-4521", None),
)
LINES = (
    ("座机是零一零，六二三四，五六七八", "零一零，六二三四，五六七八"),
    ("家里电话六二三四五六七八", "六二三四五六七八"),
    ("电话021-58881234 转 分机 12", "021-58881234 转 分机 12"),
    ("公元零一零，六二三四，五六七八", None),
    ("零一零六二三四五六七八", None),
)
NUMERALS = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))


@pytest.mark.parametrize(("text", "said"), MOBILE)
def test_mobile_numbers_that_are_read_out(text: str, said: str | None) -> None:
    assert finds(PHONE, text) == ([] if said is None else [said])


@pytest.mark.parametrize(("text", "said"), LINES)
def test_fixed_lines_that_are_read_out(text: str, said: str | None) -> None:
    assert finds(LANDLINE, text) == ([] if said is None else [said])


@settings(deadline=None)
@given(
    st.sampled_from("3456789"),
    st.text("0123456789", min_size=9, max_size=9),
    st.sampled_from(["", " ", "，", "-"]),
)
def test_any_number_in_numerals_is_found_exactly(second: str, rest: str, gap: str) -> None:
    digits = "".join(NUMERALS[digit] for digit in f"1{second}{rest}")
    number = gap.join((digits[:3], digits[3:7], digits[7:]))
    text = f"记一下，{number}。"
    assert PHONE.find(text) == [(4, 4 + len(number))]


@pytest.mark.parametrize("unit", ["一三", "幺", "1️⃣", "①③", "138，", "零一零六", "138后面"])
def test_hostile_texts_cost_little(unit: str) -> None:
    text = (unit * 40_000)[:40_000]
    assert seconds(PHONE, text) + seconds(LANDLINE, text) < 2
