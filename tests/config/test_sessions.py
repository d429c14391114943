from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rapport.config.sessions import SessionStore
from tests import cast

pytestmark = pytest.mark.django_db


def stored(**known: object) -> str:
    store = db.SessionStore()
    store.update(known)
    store.save()
    assert store.session_key
    return store.session_key


def test_it_reads_what_django_keeps_in_one_query() -> None:
    key = stored(name="Ada", numbers=[1, 2])
    store = SessionStore(key)
    with CaptureQueriesContext(connection) as asked:
        assert (store["name"], store["numbers"]) == ("Ada", [1, 2])
    assert len(asked) == 1
    store["name"] = "Ben"
    store.save()
    assert db.SessionStore(key)["name"] == "Ben"


def test_what_is_unknown_or_over_is_empty_and_has_no_key() -> None:
    key = stored(name="Ada")
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    for one in (key, "nobodys-session-of-any-kind"):
        for kind in (SessionStore, db.SessionStore):
            store = kind(one)
            assert store.get("name") is None
            assert store.session_key is None


def test_nobody_is_signed_in_once_the_session_is_over() -> None:
    client = Client()
    client.force_login(cast.ada())
    assert client.get("/you/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/you/").status_code == 302
