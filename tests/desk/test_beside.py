"""The bell and the views of each page: as the rooms tell them, only found sooner."""

import pytest

from rapport.alerts import queries as alerts
from rapport.alerts.models import Alert
from rapport.conversations.models import Ask
from rapport.desk.access import known_conversations
from rapport.desk.beside import beside
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", [cast.mo, cast.ada, cast.ben, cast.pat, cast.cleo])
def test_the_bell_holds_what_its_person_may_know_of(who: object) -> None:
    assert callable(who)
    user = who()
    ours, theirs = cast.inbox("ours@desk.example", name="Ours"), cast.inbox("theirs@desk.example", name="Theirs")
    ours.teams.add(cast.team("Ours", cast.ada(), cast.pat()))
    theirs.teams.add(cast.team("Theirs", cast.ben()))
    found = [cast.conversation((name, f"{name}@customer.example"), inbox=inbox) for name, inbox in
             (("one", ours), ("two", theirs), ("asked", theirs))]  # fmt: skip
    Ask.objects.create(conversation=found[2], user=user, asked_by=cast.mo(), asked_at=NOON)
    for number, pk in enumerate([None, *(one.pk for one in found)]):
        Alert.objects.create(
            user=user, kind=Alert.Kind.UNHAPPY, key=f"k{number}", headline="H", conversation_id=pk, created_at=NOON
        )
    told = alerts.latest(user, known_conversations(user), 12)
    assert [one.pk for one in beside(user).alerts] == [one.pk for one in told]
    assert 1 <= len(told) <= 4
    assert (len(told) == 4) == user.is_lead
