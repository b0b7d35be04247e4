"""Who was on the team of a case, and since when, is written once; the place ends, and the row stays."""

from __future__ import annotations

from django.db import migrations

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_board_in_order")]
    operations = [Reguard("cases_casemember", columns=["id", "case_id", "staff_id", "why", "since"], once="until")]
