"""Words in traditional characters: what announces persons in texts of Taiwan and Hong Kong."""

from __future__ import annotations

from collections.abc import Iterable

_SIMPLIFIED = (
    "与业东为举习乡书买产亲仓价伙会传伤体侦债偿儿养册写准击创别剂办务区医单卖厂历厨参双发台号"
    "启员咨嘱团场处备复奖妆妇妈婶孙学实宠审宽宾对导属师带帮干床应开当录总愿战户执抚护报担拟挂"
    "换摄摊术机权来构样档检楼毕汇洁测游炉点烦爷独献现电疗监盘码硕离种秘积税竞筑签简紧约级纳练"
    "组织绍经给络统继绩维编缴网职联艺荐药获营装见规计订认让训议讯记讲设访证诉诊试话询该请读课"
    "调谨负财责账货质贫购贯费赁资赛赠赡踪车转辅辩边迁运还这进违选递遗邮邻采里鉴钳银销长门问间"
    "阅队际险难雇项顾预领驶驾验骑骗赞岁"
)
_TRADITIONAL = (
    "與業東為舉習鄉書買產親倉價夥會傳傷體偵債償兒養冊寫準擊創別劑辦務區醫單賣廠歷廚參雙發臺號"
    "啟員諮囑團場處備復獎妝婦媽嬸孫學實寵審寬賓對導屬師帶幫幹牀應開當錄總願戰戶執撫護報擔擬掛"
    "換攝攤術機權來構樣檔檢樓畢匯潔測遊爐點煩爺獨獻現電療監盤碼碩離種祕積稅競築籤簡緊約級納練"
    "組織紹經給絡統繼績維編繳網職聯藝薦藥獲營裝見規計訂認讓訓議訊記講設訪證訴診試話詢該請讀課"
    "調謹負財責賬貨質貧購貫費賃資賽贈贍蹤車轉輔辯邊遷運還這進違選遞遺郵鄰採裡鑑鉗銀銷長門問間"
    "閱隊際險難僱項顧預領駛駕驗騎騙讚歲"
)
_TO_TRADITIONAL = str.maketrans(_SIMPLIFIED, _TRADITIONAL)


def in_both(words: Iterable[str]) -> tuple[str, ...]:
    """The words, and behind them those that are written otherwise in traditional characters."""
    simplified = tuple(words)
    return tuple(dict.fromkeys((*simplified, *(word.translate(_TO_TRADITIONAL) for word in simplified))))
