"""Is a mail a complaint? Phrases with weights, so that every answer can be explained by its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_READ = 20_000
_ENOUGH = 2

# Phrases that say it by themselves (2) and phrases that only say it together with another (1).
_PHRASES: dict[int, str] = {
    2: r"(?:formal |official |serious )?complaints? (?:about|against|regarding|concerning|to make|procedure)|"
    r"(?:make|file|raise|lodge|submit) (?:a|an|this|my|our)(?: \w+)? complaint|(?:i|we) (?:wish|want|would like|have|"
    r"need) to complain|"
    r"i am (?:writing to )?complain(?:ing)?|this is (?:a|my)(?: \w+)? complaint|"
    r"(?:totally |completely |absolutely |simply |just |really )?unacceptable|not acceptable|outrageous|"
    r"disgrace(?:ful)?|"
    r"disgusted|appalling|appalled|(?:worst|terrible|horrible|awful|lousy|pathetic|dreadful|abysmal|shocking|rubbish) "
    r"(?:customer |client )?(?:service|support|experience|treatment|company)|"
    r"(?:very|extremely|really|deeply|so|bitterly|utterly) (?:disappointed|disappointing|dissatisfied|unhappy|"
    r"frustrated|frustrating|upset|angry|annoyed)|"
    r"(?:want|demand|expect|need|require|give me|insist on|like) (?:\w+ ){0,3}(?:refund|money back)(?: now|"
    r" immediately| today)?|"
    r"refund (?:me )?(?:now|immediately|at once)|(?:i|we) want (?:my|our) money back|"
    r"(?:the )?(?:third|fourth|fifth|sixth|3rd|4th|5th|umpteenth|hundredth) (?:time|e-?mail|message|attempt|call|"
    r"reminder)|"
    r"(?:nobody|no one|no-one) (?:ever )?(?:answers?|answered|replies|replied|responds?|responded|cares?|called back|"
    r"has answered|has replied|got back)|"
    r"(?:i feel|have been|was|been) (?:ignored|cheated|ripped off|fobbed off|lied to|let down|scammed)|rip-?off|"
    r"(?:never|won't|will not) (?:\w+ ){0,2}(?:buy|order|shop|use|do business)(?:\w+ ){0,3} (?:again|from you|here)|"
    r"fed up|sick (?:and tired )?of|waste of (?:time|money)|lost (?:all )?(?:patience|trust)|last chance|my lawyer|"
    r"legal action|small claims|"
    r"trading standards|consumer (?:protection|rights)|(?:still|been) waiting for (?:weeks|months|ages|(?:over|"
    r"more than) \w+ (?:weeks?|months?))|"
    r"broken promises?|"
    # German
    r"beschwer(?:de|en|e mich|t mich)|reklamation|reklamier(?:e|en)|inakzeptabel|nicht (?:akzeptabel|hinnehmbar|"
    r"zumutbar)|unzumutbar|"
    r"unverschämt(?:heit)?|frechheit|unmöglich(?:er|es|e)? (?:service|zustand|verhalten)|(?:sehr|äußerst|extrem|"
    r"schwer|mehr als|maßlos|zutiefst|echt|wirklich) "
    r"(?:enttäuscht|verärgert|unzufrieden|frustriert|sauer|wütend)|(?:zum )?(?:dritten|vierten|fünften|x-ten|"
    r"wiederholten|hundertsten) mal|"
    r"(?:fordere|verlange|erwarte|will|möchte) (?:\w+ ){0,4}(?:geld zurück|rückerstattung|erstattung|kaufpreis)|"
    r"geld zurück(?: jetzt| sofort)|"
    r"niemand (?:antwortet|meldet sich|reagiert|hat (?:sich gemeldet|geantwortet|reagiert)|kümmert)|"
    r"(?:katastrophal|miserabel|unterirdisch|schlechtest|mies|lausig|grauenhaft)\w* (?:service|kundenservice|support|"
    r"kundendienst|erfahrung|betreuung)|"
    r"nie wieder (?:\w+ ){0,4}(?:bestelle\w*|kaufe\w*|bei (?:ihnen|euch))|"
    r"(?:meinen? )?(?:rechts)?anwalt (?:einschalten|nehmen|beauftragen)|"
    r"rechtliche schritte|verbraucherzentrale|schlichtungsstelle|letzte mahnung|die nase voll|mir reicht(?:'s|"
    r" es)|ich fühle mich (?:verarscht|veräppelt|betrogen|ignoriert|im stich gelassen)",
    1: r"complaint|complain|disappoint(?:ed|ing|ment)|dissatisfied|unhappy|frustrat(?:ed|ing)|annoy(?:ed|ing)|"
    r"angry|furious|upset|"
    r"still (?:waiting|no (?:answer|reply|response|news)|not (?:working|fixed|solved|resolved|arrived|received|"
    r"delivered)|haven't|have not|hasn't|has not|broken|don't)|"
    r"(?:no|without|not had any|never (?:got|received|had) (?:an?y? )?) ?(?:answer|reply|response)|"
    r"(?:yet )?again broken|broken again|(?:second|2nd) time|"
    r"once again|ridiculous|useless|incompetent|unprofessional|rude|poor (?:service|quality|support)|bad (?:service|"
    r"experience)|"
    r"how (?:much )?long(?:er)? (?:do|must|should|am|will) (?:i|we)|what (?:a joke|kind of (?:service|company))|"
    r"wasted|nightmare|mess|"
    r"refund|money back|promised (?:me|us|to)|as promised|not as (?:described|promised|ordered)|arrived (?:broken|"
    r"damaged|late)|"
    r"(?:weeks?|months?) (?:ago|late|overdue)|overdue|charged (?:me )?twice|wrongly charged|"
    r"enttäusch(?:t|end|ung)|verärgert|unzufrieden|ärgerlich|frustrier(?:t|end)|wütend|sauer|"
    r"(?:warte|warten) (?:\w+ ){0,3}(?:immer noch|seit|noch immer|vergeblich)|immer noch (?:keine|nicht|kein|kaputt|"
    r"defekt)|noch immer (?:keine|nicht|kein)|"
    r"keine (?:antwort|reaktion|rückmeldung)|schon wieder|zum zweiten mal|wieder kaputt|lächerlich|unprofessionell|"
    r"unfreundlich|"
    r"schlechte[rns]? (?:service|qualität|erfahrung)|geld zurück|rückerstattung|versprochen|falsch geliefert|"
    r"beschädigt (?:geliefert|angekommen)|"
    r"(?:wie lange) (?:muss|soll|darf|müssen|sollen) (?:ich|wir)|mehrfach (?:gemeldet|angerufen|geschrieben)|"
    r"doppelt abgebucht",
}
_READERS = {weight: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for weight, words in _PHRASES.items()}
_NEGATED = re.compile(
    r"(?:\b(?:not|no|never|isn't|wasn't|aren't|don't|doesn't|didn't|without|nothing|hardly|far from|kein(?:e|en|er|"
    r"erlei)?|nicht|nie|ohne|nichts)\b"
    r"(?:\W+\w+){0,3}\W*)$",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"(?:if (?:i|we|you) (?:were|was|are)|would be|wouldn't be|sollte(?:n)? (?:ich|wir)|no need to|thank(?:s|"
    r" you)[^.!?\n]{0,60}(?:for|about)|danke[^.!?\n]{0,60}(?:für|zur?))"
    r"[^.!?\n]{0,40}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ComplaintReading:
    """Whether it is a complaint, and the words that said so, as they were written."""

    is_complaint: bool
    words: list[str]


def read_complaint(subject: str, text: str) -> ComplaintReading:
    """Read the subject and the sender's own words. In doubt it is no complaint."""
    content = f"{subject[:500]}\n{text[:_READ]}".replace("’", "'")
    taken: dict[int, tuple[int, str]] = {}
    for weight in sorted(_READERS, reverse=True):
        for found in _READERS[weight].finditer(content):
            if not _is_taken(taken, found) and not is_denied(content, found.start()):
                taken[found.start()] = (weight, found.group())
    words = list(dict.fromkeys(" ".join(taken[at][1].split()) for at in sorted(taken)))
    strength = sum({word.lower(): weight for weight, word in taken.values()}.values())
    return ComplaintReading(strength >= _ENOUGH, words if strength >= _ENOUGH else [])


def _is_taken(taken: dict[int, tuple[int, str]], found: re.Match[str]) -> bool:
    return any(
        start <= found.start() < start + len(word) or found.start() <= start < found.end()
        for start, (_, word) in taken.items()
    )


def is_denied(content: str, position: int) -> bool:
    before = content[max(0, position - 80) : position]
    sentence = re.split(r"[.!?\n]", before)[-1]
    return bool(_NEGATED.search(sentence) or _HARMLESS.search(sentence))
