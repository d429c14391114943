"""Everything a person sees is in the catalogue of every language, translated and compiled."""

import io

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.conf import settings

from bench import messages

pytestmark = pytest.mark.parametrize("language", messages.LANGUAGES)


@pytest.fixture(scope="module")
def sources() -> Catalog:
    return messages.template()


def test_every_string_in_the_code_is_in_the_catalogue(language: str, sources: Catalog) -> None:
    known = messages.catalogue(language)
    missing = [one.id for one in sources if one.id and known.get(one.id, one.context) is None]
    assert missing == [], "run bin/messages, and translate what it names"


def test_every_string_is_translated_with_the_same_placeholders(language: str) -> None:
    found = [(one.id, problem) for one in messages.catalogue(language) if one.id for problem in messages.problems(one)]
    assert found == []


def test_the_compiled_catalogue_is_that_of_the_readable_one(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, messages.catalogue(language))
    assert messages.path_of(language).with_suffix(".mo").read_bytes() == compiled.getvalue(), "run bin/messages"


def test_every_language_is_offered_and_kept(language: str) -> None:
    assert {code for code, _ in settings.LANGUAGES} == {"en", *messages.LANGUAGES}
    assert language in messages.LANGUAGES
