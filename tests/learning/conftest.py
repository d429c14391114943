import pytest
from django.test import Client

from tests import cast
from tests.desk.conftest import client_of


@pytest.fixture
def mo(db: None) -> Client:
    return client_of(cast.mo())


@pytest.fixture
def ada(db: None) -> Client:
    return client_of(cast.ada())
