"""What keeping the policy makes people owe: to make sure of the helplines once a school year (法16条2項)."""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty
from yorisoi.policy.roles import Post

CHECKED = "helplines_checked"  # what settles it
CHECK_HELPLINES = Duty(
    "check_helplines", _("相談窓口の番号を、ひとつずつ確かめる"), "helplines", Post.VICE_PRINCIPAL, "helplines",
    done_by=CHECKED,
)  # fmt: skip

EDITION_DUTIES = MappingProxyType({CHECK_HELPLINES.name: CHECK_HELPLINES})
