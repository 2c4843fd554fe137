"""What looks like a WeChat name and is none: names of systems, of programs and of the app's own things."""

from __future__ import annotations

import re

NO_NAMES = re.compile(
    r"(?:android|iphone|ipad|ios|windows|macos|linux|wechat|weixin|openid|unionid|appid|access|https?"
    r"|miniprogram"
    r"|official|version|payment?|group|moments|string|boolean|enable|disable|default|undefined|config"
    r"|request|require"
    r"|function|window|please|customer|service|contact|whatsapp|linkedin|youtube|tiktok|facebook|github"
    r"|telegram"
    r"|program|module|import|export$|return|object|number|integer|follow|subscri|login|binding|scan|huawei"
    r"|xiaomi$|account|number|message|channel|public|which|because|qr[\-_]?code"
    r"|wx[0-9a-f]{16}$|qq[0-9])",
    re.IGNORECASE,
)
IDENTIFIER = re.compile("[a-z]{4,}(?:_[a-z]{3,})*_[a-z0-9]")
"""What programs call things."""


def is_name(name: str) -> bool:
    """Whether what has the shape of a name may be one."""
    return (not name.isalpha()) and NO_NAMES.match(name) is None
