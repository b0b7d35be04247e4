from tests import play
from django.urls import reverse
from yorisoi.policy.roles import Body

def get(c, url, status=200):
    r = c.get(url)
    assert r.status_code == status, (url, r.status_code, r.content.decode()[:500])
    return r.content.decode()

def test_smoke(people, client_for):
    c = client_for(people.guidance_head)
    row = play.report(people)
    get(c, f"/meetings/new/?body=subcommittee&report={row.pk}")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[row])
    get(c, f"/meetings/{held.pk}/room/")
    get(c, f"/meetings/{held.pk}/room/?move=open_case")
    get(c, f"/meetings/{held.pk}/room/?move=join_case")
    get(c, f"/meetings/{held.pk}/room/?move=set_aside")
    case = play.subcommittee(people, row)
    get(c, f"/cases/{case.pk}/")
    held = play.find_facts(people, case)
    get(c, f"/meetings/{held.pk}/room/")
    for m in ("find_facts","recognise","watch"):
        get(c, f"/meetings/{held.pk}/room/?move={m}")
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    play.recognise(people, case, held)
    get(c, f"/meetings/{held.pk}/room/?move=set_plan")
    play.plan(people, case, held)
    e = play.write(case, people.guidance_head, "act", flag="stopped")
    get(c, f"/cases/{case.pk}/")
    get(c, f"/cases/{case.pk}/record/")
    from yorisoi.cases.entries import KINDS
    for k in KINDS.values():
        if k.by_hand: get(c, f"/cases/{case.pk}/record/{k.name}/")
    get(c, f"/cases/{case.pk}/correct/{e.pk}/")
    get(c, f"/cases/{case.pk}/involve/?q=髙")
    get(c, f"/cases/{case.pk}/involve/?child={people.witness.uid}")
    get(c, "/meetings/")
    get(c, "/meetings/new/")
    cp = client_for(people.principal)
    get(cp, f"/meetings/{held.pk}/room/")
    r = cp.post(f"/meetings/{held.pk}/finalise/"); assert r.status_code == 302, r
    print(r["Location"])
    get(cp, f"/meetings/{held.pk}/")
    get(c, f"/meetings/{held.pk}/room/child/", 302)
