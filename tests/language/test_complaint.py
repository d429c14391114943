"""A complaint is read from its words, which are told; polite and negated words are none."""

from __future__ import annotations

import pytest

from rapport.language.complaint import read_complaint

COMPLAINTS = [
    "I want to make a formal complaint about your workshop.",
    "This is totally unacceptable.",
    "This is the third time I write and nobody answers.",
    "I have been waiting for three weeks and still no answer. I am very disappointed.",
    "Refund me now or you will hear from my lawyer.",
    "I want my money back.",
    "What a waste of time, worst customer service ever.",
    "I feel ignored and I will never buy from you again.",
    "The bike arrived damaged and I am angry.",
    "Hiermit möchte ich mich über Ihre Werkstatt beschweren.",
    "Das ist eine Frechheit, ich warte seit Wochen und niemand meldet sich.",
    "Ich bin sehr enttäuscht von Ihrem Service.",
    "Zum dritten Mal ist die Kette gerissen.",
    "Ich verlange mein Geld zurück.",
    "Immer noch keine Lieferung, und schon wieder keine Antwort.",
    "So etwas ist nicht akzeptabel. Ich werde die Verbraucherzentrale einschalten.",
]
NO_COMPLAINTS = [
    "Could you tell me when my bike is ready?",
    "Thank you, I am not disappointed at all.",
    "No complaints, everything is fine.",
    "I have no complaints about the service.",
    "It would be great if I could get a refund for the unused bell. Thank you!",
    "What is your refund policy?",
    "I am still waiting for the catalogue, no hurry.",
    "I would be disappointed if the red one were sold out, so please reserve it.",
    "Second time I order from you, great shop!",
    "Ich habe keine Beschwerden, alles bestens.",
    "Ich bin überhaupt nicht enttäuscht, danke!",
    "Wann ist mein Fahrrad fertig?",
    "Vielen Dank für die schnelle Rückerstattung!",
    "Wie lange muss ich die Batterie laden?",
    "",
]


@pytest.mark.parametrize("text", COMPLAINTS)
def test_a_complaint_is_recognised_and_says_why(text: str) -> None:
    reading = read_complaint("", text)
    assert reading.is_complaint
    assert reading.words
    assert all(word in text for word in reading.words)


@pytest.mark.parametrize("text", NO_COMPLAINTS)
def test_other_words_are_none(text: str) -> None:
    assert read_complaint("", text) == read_complaint("", "")
    assert read_complaint("", text).words == []


def test_the_subject_counts() -> None:
    assert read_complaint("Complaint about order 17", "see below").words == ["Complaint about"]
