import pytest
from tests.journeys import transfer
from tests.journeys.visitor import PHONE, DESK
@pytest.mark.parametrize("js",[True,False])
@pytest.mark.parametrize("size",[PHONE,DESK])
def test_x(visitor, phone, js, size):
    v=visitor(js=js,size=size)
    transfer.find(v)
    transfer.begin(v)
    transfer.identify(v,phone)
    v.press("Tiếp tục")
    transfer.answer(v); transfer.add_papers(v); s=transfer.send(v)
    print(s, v.counts, len(v.passed))
    transfer.track(visitor(js=js,size=size), s.code, s.secret)
