"""Which language a text is written in, told by its small words. In doubt none: a figure by language counts only what is
known."""

from rapport.language.words import words

READ = 2000  # characters
LEAST = 3  # small words of a language
_SMALL = {
    "en": "the and you your for are with this that have not will we it is of to was please our from can hello thank",
    "de": "der die das und ist nicht wir sie ihr ihre ihnen mit fur auf ein eine haben wird bitte wie ich zu im dem "
    "den hallo vielen dank von auch noch",
    "fr": "le la les des et est vous nous votre vos dans une pour pas que qui avec sur avons bonjour merci je au aux",
    "es": "el los las una y que en su sus por para con no hemos usted gracias hola es del al se lo pero esta",
    "it": "il gli che non di per con una e della del sono abbiamo grazie lei suo ciao buongiorno anche questo alla",
    "nl": "het een en van niet u uw wij ik je dat voor met op zijn wordt hebben bedankt hallo graag naar ook",
    "pt": "o os uma e que nao em seu sua por para com voce obrigado ola do da dos das ao mas esta temos",
    "pl": "nie sie i w na z do to jest prosze dziekuje ze pan pani panstwa dzien dobry jak dla po tak od mamy",
}
_OF = {tongue: frozenset(small.split()) for tongue, small in _SMALL.items()}
TONGUES = tuple(_OF)


def tongue_of(text: str) -> str:
    """Its two letters; '' when the small words of none, or of two equally, are in it."""
    found = list(words(text[:READ]))
    ordered = sorted(((sum(word in small for word in found), tongue) for tongue, small in _OF.items()), reverse=True)
    (most, tongue), (next_, _) = ordered[0], ordered[1]
    return tongue if most >= LEAST and most > next_ else ""
