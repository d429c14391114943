import pytest

from rapport.language.tongue import READ, TONGUES, tongue_of

SAID = {
    "en": "Thank you for your message. We will look at it today and send you a new chain.",
    "de": "Vielen Dank für Ihre Nachricht. Wir sehen uns das heute an und schicken Ihnen eine neue Kette.",
    "fr": "Bonjour, merci pour votre message. Nous avons envoyé une nouvelle chaîne dans le colis.",
    "es": "Hola, gracias por su mensaje. Hemos enviado una cadena nueva con el paquete para usted.",
    "it": "Buongiorno, grazie per il suo messaggio. Abbiamo spedito una catena nuova con il pacco.",
    "nl": "Bedankt voor uw bericht. Wij hebben het vandaag bekeken en sturen u een nieuwe ketting.",
    "pt": "Olá, obrigado por sua mensagem. Não se preocupe: temos uma corrente nova para você.",
    "pl": "Dzień dobry, dziękuję za wiadomość. Nie mamy tego łańcucha na stanie, proszę o cierpliwość.",
}


def test_every_language_has_its_sentence() -> None:
    assert set(SAID) == set(TONGUES)


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_sentence_tells_its_language(tongue: str) -> None:
    assert tongue_of(SAID[tongue]) == tongue
    assert tongue_of(SAID[tongue].upper()) == tongue


@pytest.mark.parametrize("text", ["", "R-1042", "ok", "今日は。よろしくお願いします。", "+49 30 1234", "the und le"])
def test_in_doubt_it_is_none(text: str) -> None:
    assert tongue_of(text) == ""


def test_a_long_text_is_read_at_its_beginning() -> None:
    assert tongue_of(SAID["de"] + " x" * READ + SAID["en"] * 50) == "de"
