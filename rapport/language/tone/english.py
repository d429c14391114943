"""English phrases of the draft checker. Each rule: pattern, and what to write instead."""

from __future__ import annotations

from rapport.language.tone.advice import Rule

PHRASES: tuple[tuple[Rule, str, str], ...] = (
    (
        Rule.BLAME,
        r"as (?:i|we)(?:'ve| have)? (?:already |previously |clearly )?(?:said|told|explained|mentioned|stated|"
        r"wrote|written|"
        r"pointed out)(?: to you)?(?: before| already| earlier| in my (?:last|previous|first) (?:e-?mail|mail|"
        r"message|reply))?|"
        r"as (?:already |previously )?(?:mentioned|stated|explained|noted)(?: before| above| already| earlier| "
        r"previously)|(?:i|we)(?:'ve| have)? (?:already|clearly|repeatedly) (?:told|explained (?:this |that |it "
        r")?to|informed) you",
        "Say it again, once, without the reminder.",
    ),
    (
        Rule.BLAME,
        r"you (?:have )?(?:failed|forgot|forgotten|neglected|omitted) to|you (?:didn't|did not|haven't|have not) "
        r"(?:read|"
        r"follow|listen|pay attention|bother)|you should(?: have|'ve) \w+|you (?:must|may|might) have (?:misread|"
        r"misunderstood|"
        r"done something wrong|made a mistake|entered \w+ wrong)|your (?:own )?(?:fault|mistake|error)|user error|"
        r"if you had (?:read|followed|checked|told|asked|looked|contacted)|you (?:claim|allege)(?: that)?|"
        r"you(?:'re| are) (?:wrong|mistaken|confused|doing it wrong|using it wrong(?:ly)?)|"
        r"(?:because|since) you (?:ignored|overlooked|never (?:read|checked|told|answered))|next time,? "
        r"(?:please )?(?:read|"
        r"check|make sure you)",
        "Describe what happened without who is to blame.",
    ),
    (
        Rule.MINIMISING,
        r"calm down|relax|(?:it'?s|this is|that'?s|that is) (?:only|just|merely) (?:a|an) (?:small|minor|tiny|"
        r"little|slight|"
        r"simple) (?:\w+ ){0,2}(?:issue|problem|glitch|delay|thing|bug|hiccup|matter|error|mistake)|"
        r"(?:just|only|merely) a (?:small|minor|tiny|little|slight) \w+|no (?:need|reason) to (?:get |be "
        r")?(?:upset|angry|worry"
        r"|worried|panic|alarmed|annoyed|shout)|(?:it'?s|that'?s) no(?:t)?(?: a)? big deal|don'?t (?:worry about "
        r"it|panic|"
        r"overreact|get upset)|you(?:'re| are) (?:overreacting|exaggerating|the only (?:one|customer))|nobody "
        r"else (?:has )?"
        r"(?:complained|had this|reported)|(?:it'?s|it is|this is|that is) not (?:that|so) (?:bad|serious|"
        r"important|difficult)|these things "
        r"happen",
        "Name what it costs them: a day, a trip, a lesson missed.",
    ),
    (
        Rule.CONDESCENDING,
        r"obviously|(?:you )?(?:simply|just) (?:have to|need to|click|press|go to|log|type|enter|restart|follow|"
        r"read|open|turn|"
        r"select|tap|do|look)|of course you (?:have to|need to|must)|as (?:everyone|everybody|anyone) knows|"
        r"(?:it'?s|it is|this is|that'?s|that is) "
        r"(?:really |very |quite )*(?:easy|simple|obvious|straightforward|common sense|self-explanatory|trivial)|"
        r"it should be (?:clear|obvious)|as you (?:should|must|surely|certainly) know|"
        r"any(?:one|body) (?:can|could|knows)|even a (?:child|beginner)|needless to say|clearly,? you|"
        r"you clearly|if you (?:actually|really|carefully) (?:read|look|looked|check)|all you (?:have|need) to do is|"
        r"let me (?:spell|dumb) (?:it|this) (?:out|down)",
        "Leave the word out: “Click Save.”",
    ),
    (
        Rule.NON_APOLOGY,
        r"sorry,? (?:if|that you (?:feel|felt|think|thought|find|found|are (?:upset|unhappy|angry|disappointed|"
        r"frustrated)|"
        r"were (?:upset|offended|confused))|you (?:feel|felt)|for any|but)|apologi[sz]e (?:if|for any|but|that "
        r"you (?:feel|"
        r"felt|think))|apologies (?:if|for any)|any inconvenience|(?:mistakes|errors) (?:were|have been) made|"
        r"regret (?:any|if|that you feel)|(?:the )?inconvenience (?:this|it|that) (?:may|might|could) have|"
        r"(?:we|i) understand your frustration,? but|sorry,? (?:but )?there(?:'s| is) nothing (?:i|we) can do",
        "“I am sorry that we sent the wrong wheel. That was our mistake.”",
    ),
    (
        Rule.POLICY,
        r"(?:it'?s|this is|that'?s|that is)(?: just| simply)? (?:our|company|the) (?:policy|rules?|procedure)|"
        r"(?:company|our|shop) "
        r"policy (?:is|does|doesn'?t|forbids|prohibits|states|requires|dictates)|(?:per|against|due to|because "
        r"of|according to) "
        r"(?:our|company|the) (?:policy|policies|rules|regulations|guidelines)|(?:our|the) (?:rules|guidelines|"
        r"terms(?: and "
        r"conditions)?|regulations) (?:say|state|forbid|require|do(?:n'?t| not) allow)|(?:i'?m|we'?re|i am|we "
        r"are) not "
        r"(?:allowed|permitted|authori[sz]ed) to|we don'?t (?:usually |normally )?do that",
        "“The wheel is cut to your size, so I cannot sell it again. What I can do is …”",
    ),
    (
        Rule.ABSTRACT,
        r"your (?:query|enquiry|inquiry|matter|concern|concerns|request|ticket|case) (?:has been|is being|will "
        r"be|was)|"
        r"(?:regarding|about|concerning) (?:the|this|your) (?:issue|matter|query|enquiry|inquiry)|"
        r"(?:as soon as possible|asap|shortly|in due course|at (?:the|our) earliest (?:convenience|opportunity)|"
        r"in a timely manner|in the near future|soonest|in a while|at some point)|the (?:relevant|appropriate|"
        r"responsible) "
        r"(?:department|team|person|colleagues?|party|parties)|further (?:steps|action|measures)|look(?:ing)? "
        r"into (?:it|this|"
        r"the (?:issue|matter))|(?:take|taken|taking) (?:the )?(?:necessary|appropriate) (?:steps|measures|action)",
        "“Your wheel”, “Thursday at noon”, “Sam in the workshop”.",
    ),
    (
        Rule.WE_FOR_I,
        r"we(?:'ve| have)? (?:just )?(?:checked|looked|spoken|talked|phoned|called|refunded|sent|found|asked|"
        r"written|forwarded|"
        r"tested|seen)|we(?:'ll| will) (?:check|look|call|phone|write|ask|find out|let you know|get back|send "
        r"you|tell)|"
        r"we (?:are|'re) (?:happy|glad|sorry)|we apologi[sz]e|we understand|we hope",
        "“I checked”, “I will call you”, “I am sorry”.",
    ),
    (
        Rule.JARGON,
        r"escalat(?:e|ed|ing) (?:this|it|your|the)|tier (?:1|2|3|one|two|three)|(?:second|2nd|third|3rd)[- "
        r"]level|sla|"
        r"root cause|reach out|touch base|leverag(?:e|ing)|per our records|backend|back-end|frontend|cache|dns|"
        r"whitelist(?:ed)?|"
        r"end[- ]user|rma(?: number)?|eta|kindly (?:do the needful|revert)|do the needful|pending (?:your "
        r")?confirmation|"
        r"deprecated|workaround|ticket number|case id",
        "Say it in the customer’s own words.",
    ),
)

GREETING = r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|thank(?:s| you)|welcome)\b"
CLOSE = (
    r"(?:(?:kind|best|warm|many|kindest|warmest) (?:regards|wishes|thanks)|regards|sincerely|cheers|thanks?(?: you)?|"
    r"all the best|take care|have a (?:\w+ ){0,3}(?:day|week|weekend|evening|ride|time)|yours|best|let me know|"
    r"looking forward|"
    r"(?:enjoy|happy) |see you|talk soon|until then)"
)
SORRY = r"(?:i am|i'm|we are|we're)? ?(?:so |very |really |truly |terribly )?sorry|apologi[sz]e|apologies|my apology"
RESPONSIBILITY = (
    r"(?:my|our) (?:mistake|fault|error|responsibility|oversight|doing)|(?:i|we) (?:should have|made (?:a|this) "
    r"mistake|was wrong|"
    r"were wrong|got (?:it|this) wrong|sent (?:you )?the wrong|forgot|missed|overlooked|let you down|failed|"
    r"broke|lost|mixed up|"
    r"did not|didn't|take (?:full )?responsibility|caused|kept you waiting)|that was (?:on )?(?:me|us)|down to "
    r"(?:me|us)"
)
REPAIR = (
    r"(?:i|we)(?:'ve| have|'ll| will| am| are|'m|'re)? ?(?:going to |now |just |already )*(?:refund|replac|send|"
    r"sent|repair|fix|"
    r"credit|exchang|correct|cancel|collect|call|chang|deliver|order|book|pay|paid|return|mend|pick|bring|"
    r"brought|made|make|"
    r"put|set|arrang|reserv|offer)\w*|(?:you(?:'ll| will)|is|are) (?:be )?(?:get|receive|have|on its way|on the "
    r"way|refunded)"
)
PROMISE = (
    r"(?:i'?ll|i will|we'?ll|we will|i'?m going to|i am going to|we'?re going to|let me)(?: \w+){0,3}? (?:get "
    r"back|be in touch|"
    r"come back|call|phone|ring|write|let you know|update|send|tell|ask|check|find out|look into|inform|email|"
    r"mail|confirm|"
    r"follow up|report back|contact|ship|refund|arrange)\w*|you(?:'ll| will) (?:hear|receive|get)\b(?! a "
    r"confirmation)"
)
NO_PROMISE = (
    r"\b(?:if|unless|once you|when you|as soon as you|i'?ll need|i will need|we'?ll need|we will need|can'?t "
    r"promise|cannot promise|"
    r"not sure|would|should i|shall i|do you want|would you like)\b"
)
WHEN = (
    r"\b(?:today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|by (?:the )?(?:end|"
    r"noon|close)|"
    r"within|this (?:morning|afternoon|evening|week)|next (?:week|month|monday|tuesday|wednesday|thursday|friday)|"
    r"in (?:a|an|\d+|one|two|three|four|five|ten|half) (?:\w+ )?(?:minutes?|hours?|days?|weeks?)|at \d|on \d|"
    r"\d{1,2}:\d\d|"
    r"\d{1,2}(?:am|pm| o'?clock))"
)
SALUTATION = r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|thank(?:s| you)(?: for \w+ \w+)?)"
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "mx",
        "dr",
        "prof",
        "there",
        "all",
        "both",
        "team",
        "everyone",
        "sir",
        "madam",
        "again",
        "and",
        "for",
        "you",
        "folks",
        "customer",
    ]
)
COMMON = frozenset(
    [
        "the",
        "and",
        "you",
        "your",
        "for",
        "that",
        "with",
        "have",
        "this",
        "not",
        "but",
        "are",
        "was",
        "will",
        "can",
        "from",
        "please",
        "thank",
    ]
)

# What each rule finds, for whoever decides about it.
EXAMPLES: dict[Rule, tuple[str, ...]] = {
    Rule.BLAME: ("as I already said", "you failed to", "user error"),
    Rule.MINIMISING: ("just a minor glitch", "calm down", "these things happen"),
    Rule.CONDESCENDING: ("obviously", "simply click", "it is easy"),
    Rule.NON_APOLOGY: ("sorry if", "any inconvenience", "mistakes were made"),
    Rule.POLICY: ("this is our policy", "due to our rules", "we are not allowed to"),
    Rule.ABSTRACT: ("your request has been", "as soon as possible", "further steps"),
    Rule.WE_FOR_I: ("we checked", "we are sorry", "we will call"),
    Rule.JARGON: ("workaround", "reach out", "ticket number"),
}
