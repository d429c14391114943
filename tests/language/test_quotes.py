# ruff: noqa: E501 (HTML as mail programs write it)
"""New words, signature and history are told apart in many languages."""

from __future__ import annotations

import pytest

from rapport.language.quotes import split_reply
from rapport.language.quotes_html import split_html_reply

ATTRIBUTIONS = [
    "On Fri, 3 May 2024 at 10:00, Ada Green <ada@shop.example> wrote:",
    "On May 3, 2024, at 10:00 AM, Ada Green\n<ada@shop.example> wrote:",
    "On 3 May 2024,\nat 10:00,\nAda Green <ada@shop.example> wrote:",
    "Am 03.05.2024 um 10:00 schrieb Ada Green:",
    "Am Fr., 3. Mai 2024 um 10:00 Uhr schrieb Ada Green <\nada@shop.example>:",
    "Le ven. 3 mai 2024 à 10:00, Ada Green <ada@shop.example> a écrit :",
    "El vie, 3 may 2024 a las 10:00, Ada Green (<ada@shop.example>) escribió:",
    "Il giorno ven 3 mag 2024 alle ore 10:00 Ada Green <ada@shop.example> ha scritto:",
    "Op vr 3 mei 2024 om 10:00 schreef Ada Green <ada@shop.example>:",
    "Em sex., 3 de mai. de 2024 às 10:00, Ada Green <ada@shop.example> escreveu:",
    "pt., 3 maj 2024 o 10:00 Ada Green <ada@shop.example> napisał(a):",
    "Den fre 3 maj 2024 kl 10:00 skrev Ada Green <ada@shop.example>:",
    "fre. 3. maj 2024 kl. 10.00 skrev Ada Green <ada@shop.example>:",
    "fre. 3. mai 2024 kl. 10:00 skrev Ada Green <ada@shop.example>:",
    "pe 3. toukok. 2024 klo 10.00 Ada Green (ada@shop.example) kirjoitti:",
    "pá 3. 5. 2024 v 10:00 odesílatel Ada Green <ada@shop.example> napsal:",
    "пт, 3 мая 2024 г. в 10:00, Ada Green <ada@shop.example>:",
    "3 мая 2024 г., в 10:00, Ada Green написал(а):",
    "Ada Green <ada@shop.example>, 3 May 2024 Cum, 10:00 tarihinde şunu yazdı:",
    "2024年5月3日(金) 10:00 Ada Green <ada@shop.example>:",
    "Ada Green <ada@shop.example> 于2024年5月3日周五 10:00写道：",
    "2024-05-03 10:00 GMT+02:00 Ada Green <ada@shop.example>:",
    "Ada Green <ada@shop.example> wrote:",
]
BLOCKS = [
    "From: Ada Green <ada@shop.example>\nSent: Friday, May 3, 2024 10:00 AM\nTo: Uma\nSubject: RE: Bell",
    "Von: Ada Green <ada@shop.example>\nGesendet: Freitag, 3. Mai 2024 10:00\nAn: Uma\nBetreff: AW: Klingel",
    "De : Ada Green <ada@shop.example>\nEnvoyé : vendredi 3 mai 2024 10:00\nÀ : Uma\nObjet : RE: Sonnette",
    "De: Ada Green <ada@shop.example>\nEnviado el: viernes, 3 de mayo de 2024\nPara: Uma\nAsunto: RE: Timbre",
    "Da: Ada Green <ada@shop.example>\nInviato: venerdì 3 maggio 2024\nA: Uma\nOggetto: R: Campanello",
    "Van: Ada Green <ada@shop.example>\nVerzonden: vrijdag 3 mei 2024\nAan: Uma\nOnderwerp: RE: Bel",
    "De: Ada Green <ada@shop.example>\nEnviado: sexta-feira, 3 de maio de 2024\nPara: Uma\nAssunto: RE: Campainha",
    "Od: Ada Green <ada@shop.example>\nWysłano: piątek, 3 maja 2024\nDo: Uma\nTemat: Odp: Dzwonek",
    "Från: Ada Green <ada@shop.example>\nSkickat: den 3 maj 2024\nTill: Uma\nÄmne: SV: Klocka",
    "Fra: Ada Green <ada@shop.example>\nSendt: 3. maj 2024\nTil: Uma\nEmne: SV: Klokke",
    "Lähettäjä: Ada Green <ada@shop.example>\nLähetetty: perjantai 3. toukokuuta\nVastaanottaja: Uma\nAihe: VS: Kello",
    "Od: Ada Green <ada@shop.example>\nOdesláno: pátek 3. května 2024\nKomu: Uma\nPředmět: RE: Zvonek",
    "От: Ada Green <ada@shop.example>\nОтправлено: 3 мая 2024 г.\nКому: Uma\nТема: RE: Звонок",
    "Kimden: Ada Green <ada@shop.example>\nGönderildi: 3 Mayıs 2024\nKime: Uma\nKonu: RE: Zil",
    "差出人: Ada Green <ada@shop.example>\n送信日時: 2024年5月3日\n宛先: Uma\n件名: RE: ベル",
    "发件人: Ada Green <ada@shop.example>\n发送时间: 2024年5月3日\n收件人: Uma\n主题: 回复: 铃",
    "*From:* Ada Green <ada@shop.example>\n*Date:* Friday, May 3, 2024\n*To:* Uma\n*Subject:* Bell",
]
DIVIDERS = [
    "-----Original Message-----", "----- Ursprüngliche Nachricht -----", "-------- Message d'origine --------",
    "-----Mensaje original-----", "-----Messaggio originale-----", "-----Oorspronkelijk bericht-----",
    "-----Mensagem original-----", "-----Oryginalna wiadomość-----", "-----Ursprungligt meddelande-----",
    "-----Oprindelig meddelelse-----", "-----Opprinnelig melding-----", "-----Alkuperäinen viesti-----",
    "-----Původní zpráva-----", "-----Исходное сообщение-----", "-----Orijinal Mesaj-----", "-----元のメッセージ-----",
    "-----原始邮件-----", "---------- Forwarded message ---------", "Begin forwarded message:",
]  # fmt: skip
MOBILE = [
    "Sent from my iPhone", "Get Outlook for Android<https://aka.ms/x>", "Von meinem iPhone gesendet", "Gesendet von Mail für Windows",
    "Envoyé de mon iPhone", "Enviado desde mi iPhone", "Enviado do meu iPhone", "Inviato da iPhone", "Verstuurd vanaf mijn iPhone",
    "Wysłane z iPhone'a", "Skickat från min iPhone", "Sendt fra min iPhone", "Lähetetty iPhonesta", "Odesláno z iPhonu",
    "Отправлено с iPhone", "iPhone'umdan gönderildi", "iPhoneから送信", "发自我的iPhone",
]  # fmt: skip
SIGN_OFFS = [
    "Regards,\nUma Beck", "Kind regards\nUma", "Best regards, Uma", "Many thanks,\nUma", "Mit freundlichen Grüßen\nUma Beck", "Viele Grüße\nUma",
    "Liebe Grüße, Uma", "MfG\nBeck", "Cordialement,\nUma", "Bien à vous,\nUma", "Saludos,\nUma", "Atentamente,\nUma", "Cordiali saluti\nUma",
    "Met vriendelijke groet,\nUma", "Atenciosamente,\nUma", "Pozdrawiam\nUma", "Med vänliga hälsningar\nUma", "Mvh\nUma",
    "Med venlig hilsen\nUma", "Med vennlig hilsen\nUma", "Terveisin,\nUma", "S pozdravem\nUma", "С уважением,\nUma", "Saygılarımla,\nUma",
    "-- \nUma Beck\nBell Street 1\nTel. 0123", "—\nUma", "/Uma", "-Uma Beck",
]  # fmt: skip
NEW = "The bell works now.\n\nOne more thing: the lamp is loose."


@pytest.mark.parametrize("line", ATTRIBUTIONS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_what_follows_an_attribution_is_quoted(line: str, mark: str) -> None:
    split = split_reply(f"{NEW}\n\n{line}\n\n{mark}Does the bell work?\n{mark}Ada\n")
    assert split.reply == NEW
    assert "Does the bell work?" in split.quoted


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("rule", ["", "________________________________\n", "-----\n\n"])
def test_what_follows_a_header_block_is_quoted(block: str, rule: str) -> None:
    assert split_reply(f"{NEW}\n\n{rule}{block}\n\nDoes the bell work?\n").reply == NEW


@pytest.mark.parametrize("divider", DIVIDERS)
def test_what_follows_a_divider_is_quoted(divider: str) -> None:
    assert split_reply(f"{NEW}\n\n{divider}\n\nDoes the bell work?\n").reply == NEW


@pytest.mark.parametrize("line", MOBILE)
def test_a_mobile_footer_is_signature(line: str) -> None:
    split = split_reply(f"{NEW}\n\n{line}\n\nOn 3 May 2024 at 10:00, Ada <a@shop.example> wrote:\n> Hi\n")
    assert (split.reply, split.with_signature) == (NEW, f"{NEW}\n\n{line}")


@pytest.mark.parametrize("sign_off", SIGN_OFFS)
def test_a_sign_off_is_signature(sign_off: str) -> None:
    split = split_reply(f"{NEW}\n\n{sign_off}\n")
    assert (split.reply, split.with_signature) == (NEW, f"{NEW}\n\n{sign_off}")


def test_answers_between_quotes_are_kept() -> None:
    text = (
        "On 3 May 2024 at 10:00, Ada <a@shop.example> wrote:\n> Which bell?\nThe red one.\n> Since when?\nYesterday.\n"
    )
    assert split_reply(text).reply == "The red one.\nYesterday."


def test_an_answer_below_the_quote_is_kept() -> None:
    assert (
        split_reply("Ada wrote on 3 May 2024:\n> Which bell?\n> Ada\n\nThe red one.\n\nRegards,\nUma").reply
        == "The red one."
    )


@pytest.mark.parametrize(
    "text",
    [
        "On average the bell works.\nOn Monday it did not.",
        "From: Berlin\nTo: Paris\nThat is my route.",
        "I wrote on 3 May and you wrote back. What now?",
        "Thanks!",
        "Thank you very much for your help.",
        "The mail was sent from my iPhone app to everyone.",
        "Prices:\n-------------\nBell 5\nLamp 7\n-------------\nIs that right?",
        "- first\n- second\n-- third\nOK?",
        "Best would be Monday.\nCan you do that?",
        "Please call me: 0123\nSubject: whatever you like",
        "He said:\nregards, and left. Then he came back and wanted his money, which I did not have. What can I do?",
    ],
)
def test_plain_words_stay_whole(text: str) -> None:
    assert split_reply(text).reply == text


def test_a_disclaimer_is_signature() -> None:
    text = f"{NEW}\n\nThis e-mail and any attachments are confidential and intended only for the recipient.\nDelete it."
    assert split_reply(text).reply == NEW


def test_the_warning_of_a_gateway_is_left_out() -> None:
    warning = "CAUTION: This email originated from outside of the organization. Do not click links."
    assert split_reply(f"{warning}\n\n{NEW}").reply == NEW


def test_a_mail_that_begins_with_a_header_block_keeps_its_text() -> None:
    assert split_reply("From: Ada <a@shop.example>\nSent: Friday\nSubject: Bell\n\nHello Uma").reply == "Hello Uma"


def test_nothing_is_lost() -> None:
    split = split_reply(f"{NEW}\n\nRegards,\nUma\n\n> old words\n")
    assert "lamp is loose" in split.reply
    assert "Uma" in split.with_signature
    assert "old words" in split.quoted


QUOTED = "<p>Does the bell work?</p>"
HTML = {
    "Gmail": f'<div>{{}}</div><div class="gmail_quote"><div class="gmail_attr">On Fri, May 3, 2024 at 10:00 AM Ada &lt;<a href="mailto:a@x.example">a@x.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote">{QUOTED}</blockquote></div>',
    "Apple": f'<div>{{}}</div><div><blockquote type="cite"><div>On 3 May 2024, at 10:00, Ada &lt;a@x.example&gt; wrote:</div>{QUOTED}</blockquote></div>',
    "Outlook desktop": f'<p>{{}}</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>Whatever:</b> Ada</p></div></div>{QUOTED}',
    "Outlook web": f'<div>{{}}</div><hr><div id="divRplyFwdMsg" dir="ltr"><b>Whatever:</b> Ada</div><div>{QUOTED}</div>',
    "Outlook mobile": f'<div>{{}}</div><div id="mail-editor-reference-message-container"><div>{QUOTED}</div></div>',
    "Yahoo": f'<div>{{}}</div><div class="yahoo_quoted"><div>On Friday, Ada wrote:</div><div>{QUOTED}</div></div>',
    "Zimbra": f'<div>{{}}</div><hr id="zwchr" data-marker="__DIVIDER__"><div><b>Whatever:</b> Ada<br></div>{QUOTED}',
    "Thunderbird": f'<p>{{}}</p><div class="moz-cite-prefix">On 03.05.24 10:00, Ada wrote:<br></div><blockquote type="cite" cite="mid:1@x">{QUOTED}</blockquote>',
    "GMX": f'<div>{{}}<div name="quote" style="border-left:2px solid #C3D9E5;"><div><b>Gesendet:</b> Freitag<br></div>{QUOTED}</div></div>',
    "ProtonMail": f'<div>{{}}</div><div class="protonmail_quote">On Friday, Ada wrote:<br><blockquote type="cite">{QUOTED}</blockquote></div>',
    "Hotmail": f'<div>{{}}<br><hr id="stopSpelling">Date: Fri<br>From: a@x.example<br>{QUOTED}</div>',
}


@pytest.mark.parametrize("program", HTML)
def test_what_a_mail_program_marks_as_quoted_is_cut(program: str) -> None:
    split = split_html_reply(HTML[program].format("It works.<br>Really."))
    assert split.reply == "It works.\nReally."
    assert "Does the bell work?" in split.quoted


def test_an_answer_between_html_quotes_is_kept() -> None:
    html = "<blockquote>Which bell?</blockquote><div>The red one.</div><blockquote>Since when?</blockquote><div>Yesterday.</div>"
    assert split_html_reply(html).reply.split() == ["The", "red", "one.", "Yesterday."]
