"""Where a signature begins: delimiters, mobile footers, sign-offs with a name, disclaimers."""

from __future__ import annotations

import re

from rapport.language.lazy_pattern import LazyPattern

DELIMITER = re.compile(r"^\s{0,4}(?:--|––|—|––—|\u2014{1,2}|-- -|__|~~|-----? ?/ ?---?)\s*$")
MOBILE = LazyPattern(
    r"^\W{0,3}(?:"
    r"sent (?:from|via|using|with|by|a) (?!.{0,80}\b(?:to all|not sent|was|were|is|has|have)\b).{2,90}|"
    r"sent from .{0,60}|get outlook for .{2,60}|get \[?outlook.{0,60}|"
    r"(?:diese (?:nachricht|e-?mail) wurde )?(?:von meinem .{2,60}gesendet.{0,20}|gesendet (?:von|mit|aus|"
    r"über) .{2,80})|"
    r"(?:envoyé|envoyée?) (?:de mon|depuis|à partir de|de|avec|par) .{2,80}|télécharger outlook.{0,60}|"
    r"obtenez outlook.{0,60}|"
    r"enviad[oa] (?:desde|de|do|a partir do|con|com|via|pelo) .{2,80}|obtener outlook.{0,60}|"
    r"obter o? ?outlook.{0,60}|"
    r"inviato (?:da|dal|con|tramite) .{2,80}|scarica outlook.{0,60}|ottieni outlook.{0,60}|"
    r"verzonden (?:vanaf|vanuit|met|via|door|van) .{2,80}|verstuurd vanaf .{2,60}|"
    r"outlook voor .{2,40} downloaden.{0,40}|"
    r"wysłan[eo] (?:z|za pomocą|przez) .{2,80}|pobierz outlook.{0,60}|"
    r"skickat (?:från|med|via) .{2,80}|hämta outlook.{0,60}|skaff deg outlook.{0,60}|få outlook (?:til|"
    r"for) .{2,40}|sendt (?:fra|med|via) .{2,80}|hent outlook.{0,60}|"
    r"lähetetty .{2,80}(?:sta|stä|lla|llä|lta|ltä)\b.{0,30}|hanki outlook.{0,60}|"
    r"odesláno (?:z|ze|pomocí) .{2,80}|získat outlook.{0,60}|отправлено (?:с|из|с помощью) .{2,80}|"
    r"(?:скачать|скачайте|получить|получите) outlook.{0,60}|stáhnout outlook.{0,60}|descargar outlook.{0,60}|"
    r"outlook für .{2,40}(?:beziehen|herunterladen).{0,20}|"
    r".{2,40}(?:'?[dt][ae]n|’?[dt][ae]n|cihazımdan|telefonumdan) gönderildi.{0,20}|outlook.{0,30}(?:edinin|"
    r"indirin).{0,40}|"
    r".{2,30} outlook.{0,10}(?:edinin|indirin).{0,20}|.{0,20}版 ?outlook ?を入手.{0,20}|"
    r"(?:获取|下载|取得|下載)\s?(?:適用於 .{1,30}的 )?outlook.{0,60}|"
    r"(?:私の)?.{1,30}から送信.{0,10}|发自我的.{1,40}|從我的.{1,40}傳送.{0,10}|从我的.{1,40}发送.{0,10}|来自我的.{1,30}|"
    r"나의 .{1,30}에서 보냄.{0,10}|.{1,30}에서 보냄.{0,10}"
    r")\s*$",
    re.IGNORECASE,
)
_WORDS = (
    # English
    r"(?:(?:with )?(?:my |our )?(?:best|kind|kindest|warm|warmest|many|sincere|very best|friendly|good)(?: and \w+)? "
    r"(?:regards|wishes|greetings|thanks)|regards|best|cheers|sincerely(?: yours)?|yours (?:sincerely|truly|"
    r"faithfully)|"
    r"respectfully(?: yours)?|take care|all the best|many thanks|thanks|thank you|thx|rgds|br|kr|"
    r"(?:many )?thanks (?:and|&) (?:best |kind |warm )?regards|thanks (?:again|in advance|so much|a lot)|"
    r"best regards|warmly|cordially|"
    # German
    r"(?:mit )?(?:freundliche[mn]?|besten?|herzlichen?|lieben?|vielen|schönen?|sonnigen?|netten?) (?:grüßen?|"
    r"gruß|gruss|"
    r"grüssen?|dank)"
    r"(?: (?:aus|und|von) .{1,40})?|freundlichst|"
    r"mfg|lg|vg|viele (?:grüße|grüsse)|beste grüße|liebe grüße|grüße|gruß|gruss|hochachtungsvoll|danke und gruß|"
    # French
    r"(?:bien )?cordialement|(?:très )?cordialement|bien à (?:vous|toi)|salutations(?: distinguées)?|"
    r"meilleures salutations|cdt|cdlt|"
    r"(?:bonne|belle) (?:journée|soirée)|(?:bien )?amicalement|respectueusement|sincèrement|bises|bisous|"
    r"sincères salutations|bien cordialement|"
    r"merci(?: d'avance)? et .{2,30}|"
    # Spanish, Portuguese
    r"(?:un )?(?:cordial )?saludos?(?: cordiales?)?|atentamente|un saludo|muchas gracias|saludos|"
    r"un (?:fuerte )?abrazo|cordialmente|saludos y gracias|gracias y saludos|"
    r"atenciosamente|cumprimentos|melhores cumprimentos|saudações|abs|(?:com os )?(?:melhores|meus|"
    r"cordiais) cumprimentos|abraços?|att\.?|obrigad[oa]|"
    # Italian
    r"(?:cordiali|distinti|cari|tanti) saluti|saluti|un (?:cordiale |caro )?saluto|buon(?:a giornata| lavoro)|"
    r"cordialmente|grazie(?: e .{2,30})?|"
    # Dutch
    r"(?:met )?(?:vriendelijke|hartelijke|beste) (?:groet|groeten)|groeten?|groetjes|(?:met )?(?:vriendelijke|"
    r"hartelijke) groeten?|fijne dag|mvg|hoogachtend|"
    # Polish, Czech, Slovak
    r"pozdrawiam(?: serdecznie)?|z poważaniem|z wyrazami (?:szacunku|uszanowania)|(?:serdeczne )?pozdrowienia|"
    r"s (?:přátelským|srdečným) pozdravem|"
    r"(?:hezký|pěkný|krásný)(?: zbytek)? (?:den|dne)|(?:serdecznie )?pozdrawiam|s pozdravem|s pozdravom|zdravím|"
    r"s úctou|"
    # Scandinavian, Finnish
    r"(?:med )?(?:vänliga?|vennlig|venlig|bästa|beste|mange|hjärtliga|kærlig|med)(?: \w+)? (?:hälsning(?:ar)?|"
    r"hilsen(?:er)?)|"
    r"(?:med )?(?:de )?(?:bedste|venligste|vennlige|venlige|beste|varme) hils(?:ner|ener)|vänligen|"
    r"mvh|vh|hälsningar|hilsen|hilsener|bästa hälsningar|dbh|kh|"
    r"(?:ystävällisin|parhain|hyvää) (?:terveisin|päivänjatkoa)|terveisin|ystävällisesti|kiitos ja terveisin|"
    r"yst\.? terv\.?|t\.|"
    # Russian, Turkish
    r"с уважением|с наилучшими пожеланиями|всего доброго|всего хорошего|хорошего дня|с наилучшими|спасибо|з повагою|"
    r"saygılarımla|saygılarımızla|saygılar|en iyi dileklerimle|kolay gelsin|iyi (?:çalışmalar|günler)|sevgiler|"
    r"teşekkürler|selamlar|"
    # Japanese, Chinese, Korean
    r"(?:以上、?)?(?:何卒)?よろしくお願い(?:いた|致|申し上げ)?し?ます|敬具|以上|此致|敬礼|敬上|祝好|顺祝商祺|谢谢|謝謝|감사합니다|드림)"
)
SIGN_OFF = LazyPattern(
    rf"^\W{{0,3}}{_WORDS}\W{{0,4}}(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){{0,3}})?\W{{0,4}}$", re.IGNORECASE
)
# Thanks alone is said to the reader; only a name under it makes it the end of a letter.
GRATEFUL = LazyPattern(
    r"^\W{0,3}(?:many )?(?:thanks|thank you|thx|cheers|best|vielen dank|herzlichen dank|danke|merci|gracias|"
    r"muchas gracias|"
    r"grazie|obrigad[oa]|takk?|спасибо|teşekkürler|dank(?:e|u)?|谢谢|謝謝|감사합니다|kiitos)\b",
    re.IGNORECASE,
)
SLASH_NAME = re.compile(r"^\s{0,4}(?:[/~]|--?\s?|–\s?|—\s?)\s?[^\W\d_a-zà-ÿ][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,2}\s*$")
DISCLAIMER = LazyPattern(
    r"^\W{0,6}(?:"
    r"(?:confidentiality|privacy|legal|confidential)(?: notice| note| statement| disclaimer|ity)?\s*[:.-]|"
    r"disclaimer\b|"
    r"(?:this|the information (?:contained )?in this|the contents of this)(?: \w+){0,3} (?:e-?mail|message|"
    r"communication|transmission)\b"
    r".{0,200}(?:confidential|privileged|intended|recipient|proprietary|virus)|"
    r"the information (?:contained|in this|transmitted).{0,200}(?:confidential|privileged|intended)|"
    r"if you (?:are not|have received) (?:the intended|this (?:e-?mail|message)).{0,60}|"
    r"diese (?:e-?mail|nachricht).{0,120}vertraulich|ce (?:message|courriel|mail).{0,120}confidentiel|"
    r"este (?:mensaje|correo|e-?mail).{0,120}confidencial|le informazioni contenute.{0,120}|"
    r"questo messaggio.{0,120}riservat|dit bericht.{0,120}vertrouwelijk|esta mensagem.{0,120}confidencia|"
    r"please consider the environment before|save (?:a tree|paper).{0,60}print|bitte denken sie an die umwelt|"
    r"denna e-?post.{0,120}konfidentiell|настоящее (?:сообщение|письмо).{0,120}конфиденциал"
    r")",
    re.IGNORECASE,
)
BANNER = LazyPattern(
    r"^\W{0,6}(?:caution|warning|external(?: e-?mail| sender)?|attention|achtung|\[?external\]?)\W{1,4}.{0,40}"
    r"(?:originated|came|comes|external|outside|externen?|außerhalb)",
    re.IGNORECASE,
)
LIST_FOOTER = re.compile(r"mailing list|list-?unsubscribe|unsubscribe|yahoo! groups|google groups", re.IGNORECASE)

_SHORT = 90
_MOST_LINES = 25
_MOST_LINES_DELIMITED = 60
_MOST_LINES_DISCLAIMED = 120


def signature_range(lines: list[str]) -> tuple[int, int]:
    """Where the signature begins and where it ends; twice `len(lines)` when there is none."""
    total = len(lines)
    left = sum(1 for line in lines if line.strip())
    written = False
    for start, line in enumerate(lines):
        if not line.strip():
            continue
        left -= 1
        if written and _begins(lines, start, left):
            break
        written = True
    else:
        return total, total
    if not MOBILE.match(lines[start][:200]):
        return start, total
    end = start
    while end < total and lines[end].strip():
        end += 1
    return start, end


def _begins(lines: list[str], index: int, left: int) -> bool:
    """Whether the signature begins here; `left` counts the lines with text behind this one."""
    line = lines[index]
    if len(line) > 600:
        return False
    if DELIMITER.match(line):
        return left <= _MOST_LINES_DELIMITED
    if MOBILE.match(line[:200]):
        return True
    if DISCLAIMER.match(line):
        return _after_gap(lines, index)
    if SLASH_NAME.match(line):
        return _after_gap(lines, index) and not _says_more(lines, index + 1, left)
    return _signs_off(lines, index, left)


def _signs_off(lines: list[str], index: int, left: int) -> bool:
    found = SIGN_OFF.match(lines[index]) if len(lines[index]) < _SHORT else None
    if found is None or _says_more(lines, index + 1, left):
        return False
    return bool(found.group("name")) or left > 0 or not GRATEFUL.match(lines[index])


def _says_more(lines: list[str], index: int, left: int) -> bool:
    """Whether sentences follow: a signature has names and numbers, its disclaimer aside."""
    if left > _MOST_LINES_DISCLAIMED:
        return True
    for line in lines[index : index + _MOST_LINES]:
        if DISCLAIMER.match(line[:600]) or DELIMITER.match(line) or MOBILE.match(line[:200]) or _is_rule(line):
            return False
        if len(line) > _SHORT or line.rstrip().endswith(("?", "!?")):
            return True
    return left > _MOST_LINES


def _is_rule(line: str) -> bool:
    text = line.strip()
    return len(text) >= 3 and not text.strip("-_=*—–~#")


def _after_gap(lines: list[str], index: int) -> bool:
    return index == 0 or not lines[index - 1].strip() or _is_rule(lines[index - 1])
