"""The usual words of the questions. A lead may write others, by language."""

from django.utils.translation import gettext_noop

QUESTIONS = {
    "nps": gettext_noop("How likely is it that you would recommend %(company)s to a friend or colleague?"),
    "ces": gettext_noop("How easy did %(company)s make it for you to get your matter settled?"),
}
ENDS = {
    "nps": (gettext_noop("Not at all likely"), gettext_noop("Extremely likely")),
    "ces": (gettext_noop("Very hard"), gettext_noop("Very easy")),
}
FOLLOW_UPS = {
    "nps": {
        "low": gettext_noop("What went wrong, and what should we change?"),
        "middle": gettext_noop("What would have made it a 10?"),
        "high": gettext_noop("What do you like most?"),
    },
    "ces": {
        "low": gettext_noop("What made it hard?"),
        "middle": gettext_noop("What would have made it easier?"),
        "high": gettext_noop("What made it easy?"),
    },
}
SCRIPT = gettext_noop(
    "Hello, this is %(company)s. You wrote to us lately. May I ask you one question? It takes a minute, and you can "
    "say no."
)
