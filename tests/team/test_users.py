from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.team.models import Team, User
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_user_is_found_by_number_as_the_queryset_finds_them() -> None:
    ada = cast.ada()
    with CaptureQueriesContext(connection) as asked:
        found = User.objects.get(pk=ada.pk)
    assert len(asked) == 1
    expected = User.objects.filter(pk=ada.pk).get()
    assert {name: value for name, value in vars(found).items() if name != "_state"} == {
        name: value for name, value in vars(expected).items() if name != "_state"
    }
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=0)


def test_everything_else_is_asked_as_ever() -> None:
    ada, ben = cast.ada(), cast.ben()
    team: Any = Team.objects.create(name="Ada alone")
    team.members.add(ada)
    assert team.members.get(pk=ada.pk) == ada
    with pytest.raises(User.DoesNotExist):
        team.members.get(pk=ben.pk)
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=ada.pk, email=ben.email)
    assert User.objects.get(email=ben.email) == ben
    assert User.objects.get(pk=str(ben.pk)) == ben
