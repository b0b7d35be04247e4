"""What several drills expect in the same words: the first day of any report, from the memo to the committee."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.training.drill_types import Expect

MEMO = Expect("duty:leave_memo", _("聞いたことは、その日のうちに書かないと、ことばが変わります。"))
READ = Expect("duty:read_report", _("校長・教頭が知らないまま、夜をこえてはいけません。"))
CONVENE = Expect("duty:convene_subcommittee", _("一人で決めないために、まず集まりを決めます。"))
OPEN = Expect(
    "move:report.open_case",
    _("疑いの段階で事案にします。「いじめかどうか」を決めるのは、このあとです。"),
    by="decide_report",
)
NOT_ASIDE = Expect(
    "move:report.set_aside",
    _("苦痛を訴える子がいるのに「疑いなし」で終えると、次に言ってくる子はいません。"),
    avoid=True,
)
FACTS = Expect("move:case.find_facts", _("だれが、いつ、だれから聞くかを、対策委員会で分けます。"), by="hold_committee")
HEAR_VICTIM = Expect("duty:hear_victim", _("された子の話を、だれよりも先に聞きます。"))
RECOGNISE = Expect(
    "move:case.recognise",
    _("関係・行為・苦痛の三つがそろえば、軽く見えても認知します。"),
    by="next_committee",
    after="duty:hear_victim",
)
BOARD = Expect("duty:tell_board", _("認知したら、市教委への報告は待ちません。"))
VISIT = Expect("duty:visit_victim_home", _("された子の家庭には、その日のうちに会って伝えます。"))
FIRST_DAY = (MEMO, READ, CONVENE, OPEN, FACTS)
