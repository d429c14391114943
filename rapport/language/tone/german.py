"""German phrases of the draft checker. Each rule: pattern, and what to write instead."""

from __future__ import annotations

from rapport.language.tone.advice import Rule

PHRASES: tuple[tuple[Rule, str, str], ...] = (
    (
        Rule.BLAME,
        r"wie (?:ich|wir|bereits|schon|ja|gesagt|zuvor|oben)(?: (?:ich|wir|ihnen|dir|schon|bereits|mehrfach|ja|"
        r"oben|in meiner "
        r"letzten mail))* (?:gesagt|geschrieben|erklärt|erwähnt|mitgeteilt|erläutert)|wie gesagt|"
        r"(?:habe ich|haben wir) (?:ihnen|dir) (?:bereits|schon|doch|mehrfach)(?: \w+){0,2} (?:gesagt|"
        r"geschrieben|erklärt|mitgeteilt)|"
        r"(?:ich|wir) (?:habe|haben) (?:ihnen|dir) (?:bereits|schon|doch|mehrfach)(?: \w+){0,2} (?:gesagt|"
        r"geschrieben|erklärt|mitgeteilt)",
        "Sagen Sie es noch einmal, ohne daran zu erinnern.",
    ),
    (
        Rule.BLAME,
        r"sie (?:haben|hatten) (?:es )?(?:versäumt|vergessen|unterlassen|übersehen|nicht (?:gelesen|beachtet|"
        r"aufgepasst|"
        r"zugehört))|sie hätten (?:\w+ ){0,5}(?:müssen|sollen|können)|(?:ihr|ihre) (?:eigener |eigene "
        r")?(?:fehler|schuld|"
        r"versehen)(?: ist| war)?|(?:anwender|bedien|benutzer)fehler|wenn sie (?:\w+ ){0,4}(?:gelesen|beachtet|"
        r"geprüft|"
        r"gefragt|befolgt) hätten|sie behaupten|da (?:irren|täuschen) sie sich|sie (?:irren|täuschen) sich|"
        r"sie (?:liegen|sind) (?:da )?(?:falsch|im unrecht)|selbst (?:schuld|verschuldet)|beim nächsten mal "
        r"(?:bitte )?(?:lesen|"
        r"prüfen|beachten)(?: sie)?|sie haben (?:das |es |da )?(?:wohl |offenbar |anscheinend )?(?:falsch|"
        r"missverstanden)",
        "Beschreiben Sie, was geschah, ohne Schuldigen.",
    ),
    (
        Rule.MINIMISING,
        r"beruhigen sie sich|regen sie sich (?:bitte )?(?:nicht|doch)(?: so)? auf|kein grund (?:zur|sich|für) "
        r"(?:\w+ ){0,2}"
        r"(?:aufregung|panik|sorge|aufzuregen|ärger)|(?:nur|bloß|lediglich) (?:eine?|ein) (?:kleine[rs]?|"
        r"geringfügige[rs]?|"
        r"winzige[rs]?|minimale[rs]?) \w+|(?:das ist |ist )?(?:doch |ja )?(?:nicht|gar nicht) so (?:schlimm|wild|"
        r"wichtig|"
        r"tragisch)|halb so (?:schlimm|wild)|(?:das )?kann (?:doch |ja )?(?:jedem |mal )?(?:mal )?passieren|"
        r"sie sind (?:der einzige|die einzige|der erste|die erste)|sie übertreiben|bei (?:allen )?anderen "
        r"(?:kunden )?"
        r"funktioniert (?:es|das)|kein drama|kein beinbruch",
        "Nennen Sie, was es kostet: einen Tag, einen Weg, Geld.",
    ),
    (
        Rule.CONDESCENDING,
        r"offensichtlich|selbstverständlich müssen sie|(?:sie (?:müssen|brauchen) )?(?:einfach|nur|bloß) (?:auf|"
        r"klicken|drücken|eingeben|"
        r"neu starten|öffnen|lesen|den|das|die|zu|folgen)|(?:das|es) ist (?:doch |ja |ganz |wirklich "
        r")+(?:einfach|leicht|klar|logisch|"
        r"simpel)|wie (?:jeder|sie sicher(?:lich)?|man|allgemein)(?: \w+)? (?:weiß|wissen|bekannt)|(?:das "
        r")?(?:versteht|"
        r"erklärt) sich von selbst|(?:kann|weiß) (?:doch |ja )?jede[rs]?(?: kind)?|ganz einfach|kinderleicht|"
        r"wenn sie (?:genau|richtig|einmal|mal) (?:hin)?(?:sehen|schauen|lesen|gelesen)|sie müssen doch nur|"
        r"logischerweise|bekanntlich|sie wissen (?:ja|doch)(?: sicher)?",
        "Lassen Sie das Wort weg: „Klicken Sie auf Speichern.“",
    ),
    (
        Rule.NON_APOLOGY,
        r"(?:etwaige|eventuelle|mögliche|jegliche|allfällige) (?:unannehmlichkeiten|umstände|missverständnisse)|"
        r"(?:es tut (?:mir|uns) leid|entschuldigung|verzeihung|sorry),? (?:falls|wenn|sollten|sollte|aber)|"
        r"entschuldigen sie,? (?:falls|wenn)|"
        r"(?:tut (?:mir|uns) leid|bedauern?(?: es| wir| ich)?),? (?:\w+ )?(?:dass sie (?:sich|das so|verärgert|"
        r"enttäuscht|"
        r"unzufrieden|so)|wenn sie)|(?:es )?(?:wurden|sind) (?:\w+ )?fehler (?:gemacht|passiert|unterlaufen)|"
        r"(?:ich|wir) verstehe?n? ihren (?:ärger|unmut|frust),? aber|bitten (?:wir )?(?:um|die) (?:ihr )?"
        r"(?:verständnis|(?:entstandenen )?unannehmlichkeiten zu entschuldigen)|(?:bitten|bitte) (?:\w+ )?um "
        r"(?:ihr )?verständnis|"
        r"um verständnis (?:bitten|zu bitten)",
        "„Es tut mir leid, dass wir das falsche Rad geschickt haben. Das war unser Fehler.“",
    ),
    (
        Rule.POLICY,
        r"(?:das ist|so sind|dies ist) (?:nun mal |eben |halt |bei uns )?(?:unsere |die |unser )?(?:vorschrift|"
        r"regel|regeln|richtlinie|"
        r"firmenpolitik|bestimmungen|vorgabe|vorgaben|so üblich)|(?:laut|gemäß|nach|aufgrund) (?:unserer|unseren|"
        r"der|den|interner) "
        r"(?:internen )?(?:agb|richtlinien?|vorschriften|bestimmungen|regeln|vorgaben|geschäftsbedingungen)|"
        r"(?:unsere|die) "
        r"(?:agb|richtlinien|vorschriften|regeln|vorgaben) (?:besagen|sehen|verbieten|erlauben|schreiben|lassen)|"
        r"(?:ich|wir) (?:darf|dürfen) (?:das |ihnen das |dies )?(?:leider )?nicht|dazu (?:bin ich|sind wir) "
        r"nicht (?:befugt|berechtigt)|"
        r"(?:das )?machen wir (?:grundsätzlich|generell) nicht",
        "„Das Rad ist auf Sie zugeschnitten, ich kann es nicht weiterverkaufen. Was ich tun kann: …“",
    ),
    (
        Rule.ABSTRACT,
        r"ihr(?:e|em|en)? (?:anfrage|anliegen|vorgang|angelegenheit|ticket|fall) (?:wurde|wird|ist|liegt|bearbeitet)|"
        r"(?:bezüglich|hinsichtlich|betreffs|in) (?:ihrer|ihres|der|dieser) (?:anfrage|anliegens|angelegenheit|"
        r"sache|problematik)|"
        r"so (?:schnell|bald) wie möglich|schnellstmöglich|zeitnah|in kürze|baldmöglichst|umgehend|demnächst|zu "
        r"gegebener zeit|"
        r"alsbald|die (?:zuständige|entsprechende|betreffende)n? (?:abteilung|stelle|kollegen|fachabteilung|"
        r"mitarbeiter)|"
        r"(?:den|unseren) zuständigen (?:kollegen|mitarbeitern?)|weitere (?:schritte|maßnahmen)|(?:entsprechende|"
        r"geeignete|"
        r"notwendige) (?:schritte|maßnahmen)|der (?:sache|angelegenheit) nachgehen",
        "„Ihr Hinterrad“, „Donnerstag um zwölf“, „Sam in der Werkstatt“.",
    ),
    (
        Rule.WE_FOR_I,
        r"wir haben (?:\w+ ){0,5}(?:geprüft|nachgesehen|gesprochen|telefoniert|erstattet|geschickt|gefragt|"
        r"weitergeleitet|"
        r"getestet)|wir (?:werden|melden uns|prüfen|rufen|fragen|schreiben|schicken|sehen nach)|(?:es )?tut uns "
        r"(?:sehr |wirklich )?leid|"
        r"wir (?:entschuldigen uns|verstehen|hoffen|freuen uns)",
        "„Ich habe geprüft“, „ich rufe Sie an“, „es tut mir leid“.",
    ),
    (
        Rule.JARGON,
        r"eskalier(?:t|en|e)|(?:second|third|first)[- ]level|2nd[- ]level|sla|backend|frontend|cache|dns|"
        r"whitelist(?:en|ed)?|"
        r"rma(?:-nummer)?|ticketnummer|vorgangsnummer|fallnummer|workaround|root cause|endanwender|gemäß unseren "
        r"aufzeichnungen|"
        r"zwecks|diesbezüglich|vorbehaltlich|hinsichtlich dessen|postalisch|in abstimmung mit",
        "Sagen Sie es in den Worten des Kunden.",
    ),
)

GREETING = (
    r"(?:hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|hi|moin|servus|grüezi|grüß gott|vielen "
    r"dank|danke|"
    r"schön, dass)\b"
)
CLOSE = (
    r"(?:(?:mit )?(?:freundlichen?|herzlichen?|besten?|lieben?|vielen?|schönen?) (?:grüßen?|gruß|dank|abend|tag)|"
    r"viele grüße|"
    r"gruß|danke|bis (?:dann|bald|montag|dienstag|mittwoch|donnerstag|freitag)|(?:einen )?schöne[ns]? (?:tag|"
    r"abend|woche|"
    r"wochenende|fahrt)|alles gute|melden sie sich|gute fahrt|viel (?:spaß|freude))"
)
SORRY = r"tut (?:mir|uns) (?:\w+ )?leid|entschuldig\w*|bitte um verzeihung|verzeihung|bedauer\w*"
RESPONSIBILITY = (
    r"(?:mein|unser|meine|unsere) (?:fehler|schuld|versehen|verantwortung|versäumnis)|(?:ich|wir) (?:hätte|"
    r"hätten) (?:\w+ ){0,5}"
    r"(?:müssen|sollen)|(?:habe ich|haben wir|ich habe|wir haben) (?:\w+ ){0,6}(?:falsch|vergessen|verpasst|"
    r"übersehen|verwechselt|"
    r"verloren|versäumt|warten lassen|enttäuscht|falsche \w+|falschen \w+)|(?:das|es) lag an (?:mir|uns)|daran "
    r"(?:bin ich|sind wir) schuld"
)
REPAIR = (
    r"(?:erstatt|ersetz|schick|send|reparier|tausch|korrigier|storniere|hole|holen|ruf|liefer|bestell|überweis|"
    r"behob|beheb|"
    r"zurückgezahlt|gutschreib|gutgeschrieben|bring|richt|reservier|erledig|besorg|versend|geschickt|repariert)\w*|"
    r"(?:bekommen|erhalten) sie"
)
PROMISE = (
    r"(?:ich|wir) (?:werde|werden) (?:\w+ ){0,6}(?:melden|anrufen|schreiben|schicken|prüfen|nachfragen|"
    r"informieren|klären|senden|"
    r"erstatten|veranlassen|nachsehen|bescheid geben)|(?:ich melde mich|wir melden uns|melde ich mich|melden wir "
    r"uns)|"
    r"(?:ich|wir) (?:rufe|rufen|schreibe|schreiben|schicke|schicken|sende|senden|gebe|geben|prüfe|prüfen|frage|"
    r"fragen|kläre|klären) (?:sie|ihnen|das|"
    r"es|nach|bescheid|dir|dich)\b|sie (?:hören|bekommen|erhalten) (?:\w+ ){0,5}(?:von (?:mir|uns)|nachricht|"
    r"bescheid|antwort|geld|erstattung)"
)
NO_PROMISE = (
    r"\b(?:wenn sie|falls|sobald sie|kann nicht versprechen|können nicht versprechen|möchten sie|soll ich|würde|"
    r"wollen sie)\b"
)
WHEN = (
    r"\b(?:heute|morgen|übermorgen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|bis (?:zum|"
    r"spätestens|ende|\w+tag)|"
    r"binnen|innerhalb|diese woche|nächste woche|in (?:einer|einem|zwei|drei|vier|fünf|\d+) (?:\w+ )?(?:minuten?|"
    r"stunden?|tagen?|"
    r"wochen?)|um \d|am \d|\d{1,2}:\d\d|\d{1,2} uhr)"
)
SALUTATION = r"(?:hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|hi|moin|servus)"
TITLES = frozenset(
    [
        "herr",
        "herrn",
        "frau",
        "dr",
        "prof",
        "familie",
        "damen",
        "zusammen",
        "alle",
        "kunde",
        "kundin",
        "team",
        "und",
        "kundinnen",
        "kunden",
    ]
)
COMMON = frozenset(
    [
        "und",
        "der",
        "die",
        "das",
        "ich",
        "sie",
        "ist",
        "nicht",
        "mit",
        "für",
        "auf",
        "wir",
        "ihr",
        "ihre",
        "ein",
        "eine",
        "zu",
        "den",
        "haben",
        "bitte",
    ]
)

# What each rule finds, for whoever decides about it.
EXAMPLES: dict[Rule, tuple[str, ...]] = {
    Rule.BLAME: ("wie bereits erwähnt", "Sie haben vergessen", "Bedienfehler"),
    Rule.MINIMISING: ("nur ein kleiner Fehler", "beruhigen Sie sich", "halb so schlimm"),
    Rule.CONDESCENDING: ("offensichtlich", "ganz einfach", "kinderleicht"),
    Rule.NON_APOLOGY: ("etwaige Unannehmlichkeiten", "sorry, falls", "es sind Fehler passiert"),
    Rule.POLICY: ("das ist unsere Vorschrift", "laut unserer AGB", "wir dürfen nicht"),
    Rule.ABSTRACT: ("Ihr Anliegen wird", "schnellstmöglich", "weitere Schritte"),
    Rule.WE_FOR_I: ("wir haben geprüft", "wir entschuldigen uns", "wir melden uns"),
    Rule.JARGON: ("Workaround", "Ticketnummer", "eskalieren"),
}
