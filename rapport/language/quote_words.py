"""The words by which mail programs introduce what they quote, in the languages of Europe, Russia and East Asia."""

from __future__ import annotations

import re

from rapport.language.lazy_pattern import LazyPattern

# "wrote" in a line such as "On 3 May 2024 Ann wrote:".
WROTE = LazyPattern(
    r"(?<![\w-])(?:wrote|writes|schrieb|hat geschrieben|a écrit|a ecrit|escribió|escribio|escribía|ha scritto|"
    r"scrisse|"
    r"schreef|geschreven|escreveu|napisał(?:\(a\)|a)?|napisal(?:\(a\)|a)?|pisze|napisana przez|napsal(?:\(a\)|"
    r"a)?|skrev|skreiv|kirjoitti|"
    r"napísal(?:\(a\)|a)?|"
    r"написал(?:\(а\)|а)?|пишет|написав|пише|yazdı|yazmış|írta|a scris|έγραψε|je napisao|đã viết|menulis|"
    r"va escriure|está escribiendo|comentó)(?![\w-])|wrote:|kirjoitti:|写道|"
    r"寫道|に書きました|は書きました|がかきました|"
    r"さんは書きました|님이 작성|작성:|さんのメッセージ|のメール",
    re.IGNORECASE,
)

# How such a line begins.
OPENS = LazyPattern(
    r"^\W{0,3}(?:on|am|le|el|il|op|em|no dia|dnia|w dniu|den|dne|dňa|em|na|в|на|ai|la|stn|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|(?:mo|di|mi|do|fr|sa|so)\.?,|"
    r"(?:lun|mar|mer|jeu|ven|sam|dim|jue|vie|sáb|dom|gio|sab)[a-zéíì]{0,6}\.?|"
    r"(?:seg|ter|qua|qui|sex)[a-z-]{0,6}\.?|(?:ma|ti|ke|to|pe|la|su)|(?:mån|tis|ons|tors|fre|lör|sön)[a-z]{0,4}\.?|"
    r"(?:man|tir|tor|lør|søn)[a-z]{0,4}\.?|(?:po|út|st|čt|pá|so|ne)|(?:пн|вт|ср|чт|пт|сб|вс)[а-я.]{0,12}|"
    r"понедельник|четверг|пятница|суббота|às|wiadomość|在|"
    r"(?:pon|wt|śr|czw|pt|sob|niedz)[a-ząćęłńóśźż.]{0,12}|(?:pzt|sal|çar|per|cum|cmt|paz)[a-zı]{0,8}|"
    r"\d{1,4}|[«\"<])(?![^\W\d_])",
    re.IGNORECASE,
)

# Finnish puts the name before the verb and the date behind it.
NAME_FIRST = re.compile(r"^\W{0,3}[^\W\d_].{1,80} kirjoitti \d{1,2}\.\d{1,2}\.\d{4} (?:klo|kello) \d{1,2}[.:]\d\d:$")

DATE = LazyPattern(
    r"(?<!\d)(?:19|20)\d{2}(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}(?:[./-]|(?!\d))|(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)|\d月\s?\d"
    r"|\d{1,2}\.?,? (?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)"
    r"|(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]{0,7}\.? \d{1,2}",
    re.IGNORECASE,
)
TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
ADDRESS = re.compile(r"[^\s@<>\[\]()]{1,64}@[^\s@<>\[\]()]{2,200}")


def _labels(words: str) -> list[str]:
    return [word.strip() for word in words.split("|")]


# The labels of a header block, by what they stand for.
LABELS: dict[str, str] = {
    label: kind
    for kind, words in {
        "from": "from|von|de|da|van|od|fra|från|lähettäjä|от|от кого|від|"
        "kimden|gönderen|差出人|送信者|发件人|寄件者|寄件人|"
        "發件人|feladó|από|expéditeur|remitente|mittente|afzender|absender|remetente|odesílatel|avsändare|avsender|"
        "보낸 사람|보낸사람|nadawca|отправитель",
        "date": "date|sent|gesendet|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviado em|"
        "enviada em|enviada|"
        "fecha|inviato|data|verzonden|wysłano|data wysłania|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|"
        "odesláno|dátum|отправлено|дата|дата отправки|gönderildi|gönderme tarihi|tarih|送信日時|日付|日時|送信|"
        "发送时间|发送日期|日期|寄件日期|時間|elküldve|ημερομηνία|보낸 날짜|날짜|trimis|gesendet am|envoyé à|sent at",
        "to": "to|an|à|a|para|per|aan|do|till|til|vastaanottaja|komu|кому|kime|alıcı|宛先|收件人|收件者|címzett|προς|"
        "destinataire|destinatario|empfänger|받는 사람|către|pour",
        "cc": "cc|kopie|copie|copie à|copia|kopia|kopi|kopio|копия|bilgi|抄送|副本|"
        "bcc|cc (courriel)|másolatot kap|참조",
        "subject": "subject|betreff|objet|sujet|asunto|oggetto|onderwerp|assunto|temat|ämne|emne|aihe|předmět|"
        "predmet|"
        "тема|konu|件名|主题|主旨|標題|tárgy|θέμα|제목|subiect|betr",
        "other": "importance|priority|wichtigkeit|priorität|reply-to|antwort an|attachments|anlagen|pièces jointes|"
        "priorité|importance haute|prioridad|adjuntos|allegati|priorità|bijlagen|organization|organisation|"
        "reply to|répondre à|responder a|message-id|添付ファイル|附件",
    }.items()
    for label in _labels(words)
}

# Lines that stand alone between a reply and what it quotes.
DIVIDER = LazyPattern(
    r"^[\s*>]{0,8}[-_=*—–]{2,60}\s?(?:"
    r"(?:begin |start of )?(?:original|forwarded|reply|quoted)(?: e-?mail)? (?:message|mail|appointment)|"
    r"original e-?mail|"
    r"ursprüngliche (?:nachricht|e-?mail)|originalnachricht|original-?nachricht|weitergeleitete (?:nachricht|"
    r"e-?mail)|"
    r"message (?:d'origine|original|transféré|initial|reçu)|mensaje (?:original|reenviado|remitido)|"
    r"messaggio (?:originale|inoltrato)|"
    r"oorspronkelijk bericht|origineel bericht|doorgestuurd bericht|oorspronkelijke e-?mail|"
    r"mensagem (?:original|encaminhada)|(?:oryginalna|treść oryginalna|przekazana) ?wiadomość|"
    r"wiadomość (?:oryginalna|przekazana|pierwotna)|"
    r"(?:ursprungligt|vidarebefordrat) meddelande|originalmeddelande|original(?:t)? meddelelse|"
    r"oprindelig (?:meddelelse|besked|mail)|"
    r"videresendt (?:meddelelse|besked|melding)|opprinnelig (?:melding|e-?post)|original melding|"
    r"alkuperäinen viesti|välitetty viesti|původní zpráva|původní e-?mail|přeposlaná zpráva|pôvodná správa|"
    r"исходное сообщение|пересылаемое сообщение|пересланное сообщение|оригинальное сообщение|вихідне повідомлення|"
    r"orijinal (?:mesaj|ileti)|özgün (?:ileti|mesaj)|iletilen mesaj|yönlendirilen ileti|"
    r"元のメッセージ|オリジナル\s?メッセージ|転送メッセージ|original ?mail|原始邮件|原始郵件|转发邮件|轉寄郵件|"
    r"邮件原件|回复的原邮件|"
    r"eredeti üzenet|αρχικό μήνυμα|원본 메시지|원본 메일|mesaj original|izvorna poruka"
    r")\s*:?\s?.{0,40}?[-_=*—–]{2,60}",
    re.IGNORECASE,
)
FORWARDED = LazyPattern(
    r"^[\s*>]{0,8}(?:begin forwarded message|start of forwarded message|anfang der weitergeleiteten (?:nachricht|"
    r"e-?mail)|"
    r"début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato|"
    r"begin doorgestuurd bericht|início da mensagem (?:encaminhada|reencaminhada)|vidarebefordrat brev|"
    r"videresendt (?:besked|melding)|välitetty viesti alkaa|začátek přeposlané zprávy|"
    r"początek przekazywanej wiadomości|начало переадресованного сообщения|転送されたメッセージ|"
    r"original message processed by david|original message follows|-+\s?original text\s?-+)\b.{0,10}$",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s{0,8}[-_=*—–]{3,200}\s*$")
