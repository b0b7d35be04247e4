"""What the policy asks of the software: an id, its place in the policy, and what it asks, in our words."""

from __future__ import annotations

GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "Definition and stance": {
        "D1": ("第1-1", "Bullying is judged from the pupil's standpoint: distress decides, never intent or severity."),
        "D2": ("第1-2", "A case carries one or more of the eight forms, or another form in words."),
        "D3": ("第1-2", "Every child's role in a case is known; roles can be several, change, and keep their history."),
        "D4": ("第1-3(3)", "Outside agencies are listed, and each contact with one is recorded in the case."),
    },
    "Organisation": {
        "O1": ("第2-2, 法22", "The committee and its subcommittee are made of posts, with chair and outside contact."),
        "O2": ("第2-2", "The same people sit as the health committee, with minutes."),
        "O3": ("第2-2", "No one person decides: a decision names its meeting and who was present."),
    },
    "Prevention": {
        "P1": ("第2-3(1)①, 法15", "Moral education and activities that record good points of oneself and friends."),
        "P2": ("第2-3(1)②, 法15-2", "Cross-grade groups led by the sixth grade, with sessions and attendance."),
        "P3": ("第2-3(1)③, 法15-2", "Newsletter, short edition and talks for guardians and community."),
        "P4": ("第2-3(1)④, 法18", "Staff training and the third term's review with proposals."),
        "P5": ("年間計画", "The year's plan in stages and pillars, each activity with owner, date, evidence."),
        "P6": ("年間計画", "Teachers review their class with the checklist; what they find becomes a concern."),
    },
    "Early detection": {
        "E1": ("第2-3(2)①, 法16", "The questionnaire for all pupils, its results, and what is told to whom."),
        "E2": ("第2-3(2)①", "Interviews with pupils, and what was heard passed on to all staff."),
        "E3": ("第1-3(2)", "Easy ways to speak up for children, guardians and residents, looked at at once."),
        "E4": ("巻末", "The consultation windows are shown wherever a child or guardian might need them."),
    },
    "Response": {
        "R1": ("第2-3(2)②ア", "Information comes from five sources by any channel; anonymous reports count."),
        "R2": (
            "第2-3(2)②イ",
            "Everything reaches the intake officer, gets a memo, managers know; nothing is lost.",
        ),
        "R3": ("第2-3(2)② 図", "The subcommittee meets the same day and orders interim measures when urgent."),
        "R4": ("第2-3(2)② 図", "The committee meets the same day: hearings, care, record, next date and duties."),
        "R5": ("第2-3(2)②ウ", "Facts are checked; if not confirmed, guardians are told what was found."),
        "R6": ("第2-3(2)② 図", "Not recognised means watching, shared out and recorded; it can turn at any time."),
        "R7": ("第2-3(2)②エ", "Recognised: care, guidance, homes, goals, staff informed, board of education told."),
        "R8": ("第2-3(2)② 図", "What was done for children, guardians and staff is recorded: who and when."),
        "R9": ("第2-3(2)② ★", "A case that may become serious: a phone call to the board, then the record sheet."),
        "R10": ("第2-3(2)②オ", "The plan is carried out, reported on throughout, and adjusted as it goes."),
        "R11": ("第2-3(1)⑤", "After the period that was set, the grade team reports how things stand."),
        "R12": ("第2-3(1)⑥", "No improvement: the committee again. Improving: support goes on until resolved."),
    },
    "Serious incidents": {
        "S1": ("第3-1, 法28", "The three grounds of a serious incident."),
        "S2": ("第3-1(2)", "Days of absence are counted, with a warning long before thirty."),
        "S3": ("第3-2", "Report to the board, who investigates, and facts before causes."),
        "S4": ("第3-2", "A pupil's or guardian's claim is always reported and investigated."),
        "S5": ("第3-3", "Results are given to pupil and guardians, and that is recorded."),
        "S6": ("第3-4", "One voice to the press, privacy first, with a log of enquiries."),
    },
    "The policy itself": {
        "B1": ("第2-1, 法13", "The policy has editions, and its rules drive the software as data."),
    },
}

IDS: frozenset[str] = frozenset(key for group in GROUPS.values() for key in group)
