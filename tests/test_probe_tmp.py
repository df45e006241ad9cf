from tests.builders.statements import counted_statements
from tests.builders.dossiers import *
def test_probe(app, client, session, as_citizen, as_officer):
    import sys
    t=client.visit("/thu-tuc/1.013831").text
    i=t.index("Nếu nộp hôm nay") if "Nếu nộp hôm nay" in t else t.index("07/12"); print(t[i-60:i+400])
    for a in ["/","/thu-tuc/1.013831","/thu-tuc/2.000635","/tim?q=so+do","/tim","/viec/dat-dai-nha-o","/tra-cuu"]:
        client.visit(a)
        with counted_statements(app) as st: client.visit(a)
        print(a,len(st))
    d=a_complete_draft(session); e=a_dossier_in_hand(session)
    c=as_citizen()
    for a in ["/ho-so/",f"/ho-so/nhap/{d.draft_code}",f"/ho-so/nhap/{d.draft_code}/trang/thua-dat",f"/ho-so/nhap/{d.draft_code}/kiem-tra",f"/ho-so/nhap/{d.draft_code}/giay-to/gcn",f"/ho-so/{e.code}/",f"/ho-so/{e.code}/da-gui",f"/tra-cuu/{e.token}"]:
        with counted_statements(app) as st: c.visit(a)
        print(a.replace(d.draft_code,"X"),len(st))
        if len(st)>12: print("\n".join("   "+x[:150] for x in st))
    o=as_officer("motcua")
    for a in ["/can-bo/","/can-bo/ho-so/%d/"%e.id]:
        r=o.get(a)
        print(a,r.status_code, r.location)
        with counted_statements(app) as st: o.get(a)
        print(a,len(st))
