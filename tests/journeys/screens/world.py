"""What is there to see, and by whom? Made once for all screens: long names, everything that can be missing is there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from sqlalchemy.orm import Session

from portal.identity.models import Citizen
from tests.builders.behalf import HELPER, HELPER_NAME
from tests.builders.people import a_citizen, the_officer
from tests.journeys.screens import of_citizens, of_keepers, of_officers
from tests.journeys.screens.addresses import path_of
from tests.journeys.screens.examples import Examples
from tests.journeys.visitor import Person

_OFFICERS = ("motcua", "motcua2", "truongquay", "thuly", "lanhdao", "vanthu", "bientap", "kiemsoat", "quantri")


class World:
    """People, and examples of what they are shown."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @cached_property
    def citizen(self) -> Citizen:
        """Somebody with a long name who has everything."""
        return a_citizen(self.session, phone="0912999001", name=of_citizens.LONG)

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Return who looks, by the word that a screen names them with."""
        session = self.session
        found: dict[str, Person] = {name: the_officer(session, name) for name in _OFFICERS}
        found["citizen"], found["newcomer"] = self.citizen, a_citizen(session, phone="0912999002")
        found["helper"] = a_citizen(session, phone=HELPER, name=HELPER_NAME)
        found["asked"] = of_officers.somebody_asked(session)
        found["second"] = of_officers.somebody_with_a_telephone(session)
        for person in found.values():
            session.refresh(person)
        return found

    @cached_property
    def examples(self) -> Examples:
        """Return what stands for parameters, questions and sessions."""
        session, citizen, second = self.session, self.citizen, self.people["second"]
        made = of_citizens.drafts(session, citizen) | of_citizens.sent(session, citizen) | of_keepers.shelves()
        made |= of_officers.opinions(session, citizen)
        made |= of_officers.desks(session, citizen) | of_officers.counter(session) | of_officers.account(second)
        made |= of_keepers.desk(session, second)
        for person in self.people.values():
            session.refresh(person)
        session.expunge_all()  # people outlive this session
        return made

    def path(self, rule: str) -> str:
        """Return the address of the example of a screen; "" when nothing stands for one of its parameters."""
        path, asked = path_of(rule, self.examples.values), self.examples.asked.get(rule)
        return f"{path}?{asked}" if path and asked else path
