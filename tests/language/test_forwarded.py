"""D14: who wrote what somebody passes on, in the styles of the mail programs."""

from __future__ import annotations

import pytest

from rapport.language.forwarded import forwarded_senders, says_forwarded

ANA = ("Ana Example", "ana@customer.example")
STYLES = {
    "gmail": (
        "Fwd: My order",
        "Please help her.\n\n---------- Forwarded message ---------\nFrom: Ana Example <ana@customer.example>\n"
        "Date: Mon, 6 Jul 2026 at 10:12\nSubject: My order\nTo: Bo <bo@shop.example>\n\n\nWhere is it?\n",
    ),
    "gmail with stars and links": (
        "Fwd: My order",
        "---------- Forwarded message ---------\nFrom: *Ana Example* <ana@customer.example\n>\n"
        "Date: Mon, 6 Jul 2026\nSubject: My order\nTo: <bo@shop.example>\n\nWhere is it?\n",
    ),
    "gmail German": (
        "Fwd: Bestellung",
        "---------- Forwarded message ---------\nVon: Ana Example <ana@customer.example>\n"
        "Date: Mo., 6. Juli 2026 um 10:12 Uhr\nSubject: Bestellung\nTo: <bo@shop.example>\n\nWo ist sie?\n",
    ),
    "outlook": (
        "FW: My order",
        "Can you take this?\n\nFrom: Ana Example <ana@customer.example>\nSent: Monday, July 6, 2026 10:12 AM\n"
        "To: Bo <bo@shop.example>\nSubject: My order\n\nWhere is it?\n",
    ),
    "outlook with mailto": (
        "FW: My order",
        "-----Original Message-----\nFrom: Ana Example [mailto:ana@customer.example]\n"
        "Sent: Monday, July 6, 2026 10:12 AM\n"
        "To: Bo\nSubject: My order\n\nWhere is it?\n",
    ),
    "outlook German": (
        "WG: Bestellung",
        "________________________________\nVon: Ana Example <ana@customer.example>\n"
        "Gesendet: Montag, 6. Juli 2026 10:12\n"
        "An: Bo <bo@shop.example>\nBetreff: Bestellung\n\nWo ist sie?\n",
    ),
    "outlook French": (
        "TR: Commande",
        "De : Ana Example <ana@customer.example>\nEnvoyé : lundi 6 juillet 2026 10:12\nÀ : Bo <bo@shop.example>\n"
        "Objet : Commande\n\nOù est-elle ?\n",
    ),
    "outlook Spanish": (
        "RV: Pedido",
        "De: Ana Example <ana@customer.example>\nEnviado: lunes, 6 de julio de 2026 10:12\nPara: Bo <bo@shop.example>\n"
        "Asunto: Pedido\n\n¿Dónde está?\n",
    ),
    "outlook Italian": (
        "I: Ordine",
        "Da: Ana Example <ana@customer.example>\nInviato: lunedì 6 luglio 2026 10:12\nA: Bo <bo@shop.example>\n"
        "Oggetto: Ordine\n\nDov'è?\n",
    ),
    "outlook Danish": (
        "VS: Ordre",
        "Fra: Ana Example <ana@customer.example>\nSendt: 6. juli 2026 10:12\nTil: Bo <bo@shop.example>\n"
        "Emne: Ordre\n\nHvor er den?\n",
    ),
    "outlook Swedish": (
        "VB: Order",
        "Från: Ana Example <ana@customer.example>\nSkickat: den 6 juli 2026 10:12\nTill: Bo <bo@shop.example>\n"
        "Ämne: Order\n\nVar är den?\n",
    ),
    "apple mail": (
        "Fwd: My order",
        "Bo\n\n> Begin forwarded message:\n> \n> From: Ana Example <ana@customer.example>\n> Subject: My order\n"
        "> Date: 6 July 2026 at 10:12:00 CEST\n> To: bo@shop.example\n> \n> Where is it?\n",
    ),
    "apple mail German": (
        "Fwd: Bestellung",
        "Anfang der weitergeleiteten Nachricht:\n\n> Von: Ana Example <ana@customer.example>\n> Betreff: Bestellung\n"
        "> Datum: 6. Juli 2026 um 10:12:00 MESZ\n> An: bo@shop.example\n> \n> Wo ist sie?\n",
    ),
    "apple mail French": (
        "Fwd: Commande",
        "Début du message transféré :\n\n> De: Ana Example <ana@customer.example>\n> Objet: Commande\n"
        "> Date: 6 juillet 2026 à 10:12:00 UTC+2\n> À: bo@shop.example\n> \n> Où est-elle ?\n",
    ),
    "thunderbird": (
        "Fwd: My order",
        "-------- Forwarded Message --------\nSubject: \tMy order\nDate: \tMon, 6 Jul 2026 10:12:00 +0200\n"
        "From: \tAna Example <ana@customer.example>\nTo: \tbo@shop.example\n\n\nWhere is it?\n",
    ),
    "thunderbird German": (
        "Fwd: Bestellung",
        "-------- Weitergeleitete Nachricht --------\nBetreff: \tBestellung\nDatum: \tMon, 6 Jul 2026 10:12:00 +0200\n"
        "Von: \tAna Example <ana@customer.example>\nAn: \tbo@shop.example\n\nWo ist sie?\n",
    ),
    "thunderbird Spanish": (
        "Fwd: Pedido",
        "-------- Mensaje reenviado --------\nAsunto: \tPedido\nFecha: \tMon, 6 Jul 2026 10:12:00 +0200\n"
        "De: \tAna Example <ana@customer.example>\nPara: \tbo@shop.example\n\n¿Dónde está?\n",
    ),
    "yahoo": (
        "Fw: My order",
        "----- Forwarded Message -----\nFrom: Ana Example <ana@customer.example>\n"
        "To: \"bo@shop.example\" <bo@shop.example>\n"
        "Sent: Monday, July 6, 2026 at 10:12:00 AM GMT+2\nSubject: My order\n\nWhere is it?\n",
    ),
    "mutt": (
        "Fwd: My order",
        "----- Forwarded message from Ana Example <ana@customer.example> -----\n\n"
        "Date: Mon, 6 Jul 2026 10:12:00 +0200\n"
        "From: Ana Example <ana@customer.example>\nTo: bo@shop.example\nSubject: My order\n\nWhere is it?\n\n"
        "----- End forwarded message -----\n",
    ),
    "roundcube without a prefix": (
        "My order",
        "-------- Forwarded Message --------\nSubject: My order\nDate: 2026-07-06 10:12\n"
        "From: Ana Example <ana@customer.example>\nTo: bo@shop.example\n\nWhere is it?\n",
    ),
    "notes": (
        "Fw: My order",
        "----- Forwarded by Bo Shop/Shop on 06-07-2026 10:20 -----\n\nFrom:   \"Ana Example\" <ana@customer.example>\n"
        "To:     bo@shop.example\nDate:   06-07-2026 10:12\nSubject:        My order\n\nWhere is it?\n",
    ),
    "web.de": (
        "Fw: Bestellung",
        "Gesendet: Montag, 06. Juli 2026 um 10:12 Uhr\nVon: \"Ana Example\" <ana@customer.example>\n"
        "An: bo@shop.example\n"
        "Betreff: Bestellung\n\nWo ist sie?\n",
    ),
    "outlook Japanese": (
        "FW: 注文",
        "差出人: Ana Example <ana@customer.example>\n送信日時: 2026年7月6日 10:12\n宛先: Bo <bo@shop.example>\n"
        "件名: 注文\n\nどこですか\n",
    ),
    "outlook Chinese": (
        "转发: 订单",
        "发件人：Ana Example <ana@customer.example>\n发送时间：2026年7月6日 10:12\n收件人：Bo <bo@shop.example>\n"
        "主题：订单\n\n在哪里？\n",
    ),
    "outlook Russian": (
        "FW: Заказ",
        "От: Ana Example <ana@customer.example>\nОтправлено: 6 июля 2026 г. 10:12\nКому: Bo <bo@shop.example>\n"
        "Тема: Заказ\n\nГде он?\n",
    ),
    "outlook Polish": (
        "PD: Zamówienie",
        "Od: Ana Example <ana@customer.example>\nWysłano: poniedziałek, 6 lipca 2026 10:12\nDo: Bo <bo@shop.example>\n"
        "Temat: Zamówienie\n\nGdzie?\n",
    ),
    "outlook Dutch": (
        "FW: Bestelling",
        "Van: Ana Example <ana@customer.example>\nVerzonden: maandag 6 juli 2026 10:12\nAan: Bo <bo@shop.example>\n"
        "Onderwerp: Bestelling\n\nWaar?\n",
    ),
    "outlook Portuguese": (
        "ENC: Pedido",
        "De: Ana Example <ana@customer.example>\nEnviada em: segunda-feira, 6 de julho de 2026 10:12\n"
        "Para: Bo <bo@shop.example>\nAssunto: Pedido\n\nOnde?\n",
    ),
    "outlook Turkish": (
        "İLT: Sipariş",
        "Kimden: Ana Example <ana@customer.example>\nGönderildi: 6 Temmuz 2026 10:12\nKime: Bo <bo@shop.example>\n"
        "Konu: Sipariş\n\nNerede?\n",
    ),
    "outlook Czech": (
        "FW: Objednávka",
        "Od: Ana Example <ana@customer.example>\nOdesláno: pondělí 6. července 2026 10:12\nKomu: Bo <bo@shop.example>\n"
        "Předmět: Objednávka\n\nKde?\n",
    ),
    "outlook Finnish": (
        "VL: Tilaus",
        "Lähettäjä: Ana Example <ana@customer.example>\nLähetetty: maanantai 6. heinäkuuta 2026 10.12\n"
        "Vastaanottaja: Bo <bo@shop.example>\nAihe: Tilaus\n\nMissä?\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_the_writer_of_a_forwarded_mail_is_read(style: str) -> None:
    subject, text = STYLES[style]
    assert forwarded_senders(text, subject) == [ANA]


def test_nine_of_ten_styles_name_the_right_person() -> None:
    right = sum(forwarded_senders(text, subject) == [ANA] for subject, text in STYLES.values())
    print(f"\nD14: {right} of {len(STYLES)} forward styles name the right person")
    assert right >= 0.9 * len(STYLES)


NO_FORWARDS = {
    "an answer above an Outlook quote": (
        "RE: My order",
        "Thanks!\n\nFrom: Ana Example <ana@customer.example>\nSent: Monday\nTo: Bo\nSubject: My order\n\nWhere?\n",
    ),
    "an answer of a Finn": (
        "VS: Tilaus",
        "Kiitos\n\nLähettäjä: Ana Example <ana@customer.example>\nLähetetty: maanantai\nVastaanottaja: Bo\n"
        "Aihe: Tilaus\n",
    ),
    "an answer above a quote": ("Re: x", "Thanks\n\nOn Mon, Ana Example <ana@customer.example> wrote:\n> Where?\n"),
    "an answer to a forward": (
        "Re: Fwd: My order",
        "Thanks\n\nFrom: Ana Example <ana@customer.example>\nSent: Monday\nTo: Bo\nSubject: Fwd: My order\n",
    ),
    "a sender without an address": ("FW: x", "From: Example, Ana\nSent: Monday\nTo: Bo\nSubject: x\n\nWhere?\n"),
    "words about forwarding": ("Hello", "I forwarded the message.\nFrom: here on it is easy.\nSubject to change.\n"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("case", NO_FORWARDS)
def test_other_mails_propose_nobody(case: str) -> None:
    subject, text = NO_FORWARDS[case]
    assert forwarded_senders(text, subject) == []


def test_a_forward_of_a_forward_names_both_the_outer_one_first() -> None:
    inner = STYLES["outlook"][1].partition("\n\n")[2]
    outer = "---------- Forwarded message ---------\nFrom: Bo <bo@shop.example>\nDate: Mon\nSubject: FW: My order\n"
    text = f"FYI\n\n{outer}To: x@shop.example\n\n"
    assert forwarded_senders(text + inner, "Fwd: FW: My order") == [("Bo", "bo@shop.example"), ANA]


@pytest.mark.parametrize("subject", ["Fwd: x", "FW: x", "WG: x", "Tr : x", "RV: x", "转发：x", "PD: x", "fwd[2]: x"])
def test_subjects_that_say_so(subject: str) -> None:
    assert says_forwarded(subject)


@pytest.mark.parametrize(
    "subject", ["Re: Fwd: x", "AW: x", "Information: x", "I am here", "Trouble: x", "", "Interest"]
)
def test_subjects_that_do_not(subject: str) -> None:
    assert not says_forwarded(subject)
