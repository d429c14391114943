import pytest
from django.test import Client

from rapport.team.models import User
from tests import cast


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def ada(db: None) -> Client:
    return client_of(cast.ada())


@pytest.fixture
def mo(db: None) -> Client:
    return client_of(cast.mo())


@pytest.fixture
def pat(db: None) -> Client:
    return client_of(cast.pat())
