# ruff: noqa: E501 (lines as mail programs write them)
"""Mails in the languages of our customers, as the programs of these countries write what stands around the words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tongue:
    """`new` is what the customer writes; the rest is what programs and habits add."""

    new: str
    quoted: str
    attributions: tuple[str, ...]
    block: str
    sign_offs: tuple[str, ...]
    mobile: tuple[str, ...]
    answer: str = "OK."


A = "ana@shop.example"
TONGUES: dict[str, Tongue] = {
    "English": Tongue(
        "The bell works now, thank you for the quick help.\n\nOne more thing: the lamp is loose.",
        "Does the bell work again?",
        (
            f"On Mon, Jul 6, 2026 at 10:12 AM Ana Example <{A}> wrote:",
            f"On 6 Jul 2026, at 10:12, Ana Example <{A}> wrote:",
            "On 7/6/26 10:12 AM, Ana Example wrote:",
            f"On Monday, July 6, 2026, 10:12:00 AM GMT+2, Ana Example <{A}> wrote:",
            f"------- Original Message -------\nOn Monday, July 6th, 2026 at 10:12, Ana Example <{A}> wrote:",
        ),
        f"From: Ana Example <{A}>\nSent: Monday, July 6, 2026 10:12 AM\nTo: Uma Beck\nSubject: RE: Bell",
        ("Best regards,\nUma Beck", "Kind regards\nUma", "Yours sincerely,\n\nUma Beck\nBell Street 1", "Cheers, Uma"),
        ("Sent from my iPhone", "Sent from Outlook for iOS", "Sent with Proton Mail secure email."),
    ),
    "German": Tongue(
        "Die Klingel geht jetzt, danke für die schnelle Hilfe.\n\nNoch etwas: Die Lampe ist locker.",
        "Geht die Klingel wieder?",
        (
            f"Am Mo., 6. Juli 2026 um 10:12 Uhr schrieb Ana Example <{A}>:",
            f"Am 06.07.2026 um 10:12 schrieb Ana Example <{A}>:",
            "Am 06.07.26 um 10:12 schrieb Ana Example:",
            f"Am Montag, 6. Juli 2026 um 10:12:00 MESZ hat Ana Example <{A}> Folgendes geschrieben:",
        ),
        f"Von: Ana Example <{A}>\nGesendet: Montag, 6. Juli 2026 10:12\nAn: Uma Beck\nBetreff: AW: Klingel",
        ("Mit freundlichen Grüßen\nUma Beck", "Viele Grüße\nUma", "Beste Grüße aus Köln\n\nUma Beck", "LG Uma"),
        ("Von meinem iPhone gesendet", "Gesendet mit der GMX Mail App", "Diese Nachricht wurde von meinem Android-Gerät gesendet."),
    ),
    "French": Tongue(
        "La sonnette marche maintenant, merci de votre aide.\n\nEncore une chose : la lampe bouge.",
        "Est-ce que la sonnette marche ?",
        (
            f"Le lun. 6 juil. 2026 à 10:12, Ana Example <{A}> a écrit :",
            f"Le 6 juil. 2026 à 10:12, Ana Example <{A}> a écrit :",
            "Le 06/07/2026 à 10:12, Ana Example a écrit :",
            f"Le lundi 6 juillet 2026 à 10:12:00 UTC+2, Ana Example <{A}> a écrit :",
        ),
        f"De : Ana Example <{A}>\nEnvoyé : lundi 6 juillet 2026 10:12\nÀ : Uma Beck\nObjet : RE: Sonnette",
        ("Cordialement,\nUma Beck", "Bien à vous,\nUma", "Bien cordialement\n\nUma Beck", "Salutations distinguées\nUma Beck"),
        ("Envoyé de mon iPhone", "Envoyé depuis mon téléphone Orange", "Télécharger Outlook pour Android"),
    ),
    "Spanish": Tongue(
        "El timbre ya funciona, gracias por la ayuda.\n\nOtra cosa: la lámpara está suelta.",
        "¿Funciona el timbre?",
        (
            f"El lun, 6 jul 2026 a las 10:12, Ana Example (<{A}>) escribió:",
            f"El 6 jul 2026, a las 10:12, Ana Example <{A}> escribió:",
            "El 6/7/26 a las 10:12, Ana Example escribió:",
            f"El lunes, 6 de julio de 2026, 10:12:00 CEST, Ana Example <{A}> escribió:",
        ),
        f"De: Ana Example <{A}>\nEnviado: lunes, 6 de julio de 2026 10:12\nPara: Uma Beck\nAsunto: RE: Timbre",
        ("Saludos cordiales,\nUma Beck", "Atentamente,\nUma", "Un saludo,\n\nUma Beck", "Un cordial saludo\nUma"),
        ("Enviado desde mi iPhone", "Enviado desde Outlook para Android", "Obtener Outlook para iOS"),
    ),
    "Italian": Tongue(
        "Il campanello adesso funziona, grazie dell'aiuto.\n\nUn'altra cosa: la lampada è allentata.",
        "Il campanello funziona?",
        (
            f"Il giorno lun 6 lug 2026 alle ore 10:12 Ana Example <{A}> ha scritto:",
            f"Il giorno 6 lug 2026, alle ore 10:12, Ana Example <{A}> ha scritto:",
            "Il 06/07/2026 10:12, Ana Example ha scritto:",
            f"Il lunedì 6 luglio 2026 alle ore 10:12:00 CEST, Ana Example <{A}> ha scritto:",
        ),
        f"Da: Ana Example <{A}>\nInviato: lunedì 6 luglio 2026 10:12\nA: Uma Beck\nOggetto: R: Campanello",
        ("Cordiali saluti,\nUma Beck", "Distinti saluti\nUma", "Un cordiale saluto,\n\nUma Beck", "Saluti\nUma"),
        ("Inviato da iPhone", "Inviato dal mio Galaxy", "Ottieni Outlook per Android"),
    ),
    "Dutch": Tongue(
        "De bel doet het nu, dank voor de hulp.\n\nNog iets: de lamp zit los.",
        "Doet de bel het weer?",
        (
            f"Op ma 6 jul 2026 om 10:12 schreef Ana Example <{A}>:",
            f"Op 6 jul. 2026, om 10:12 heeft Ana Example <{A}> het volgende geschreven:",
            "Op 06-07-2026 om 10:12 schreef Ana Example:",
        ),
        f"Van: Ana Example <{A}>\nVerzonden: maandag 6 juli 2026 10:12\nAan: Uma Beck\nOnderwerp: RE: Bel",
        ("Met vriendelijke groet,\nUma Beck", "Groeten,\nUma", "Hartelijke groeten,\n\nUma Beck", "Mvg, Uma"),
        ("Verstuurd vanaf mijn iPhone", "Verzonden vanuit Outlook voor Android", "Verzonden met de Ziggo app"),
    ),
    "Portuguese": Tongue(
        "A campainha já funciona, obrigada pela ajuda.\n\nMais uma coisa: a lâmpada está solta.",
        "A campainha funciona?",
        (
            f"Em seg., 6 de jul. de 2026 às 10:12, Ana Example <{A}> escreveu:",
            f"Ana Example <{A}> escreveu (segunda, 6/07/2026 à(s) 10:12):",
            f"No dia 6 de jul. de 2026, às 10:12, Ana Example <{A}> escreveu:",
            "Em 06/07/2026 10:12, Ana Example escreveu:",
            "Às 10:12 de 06/07/2026, Ana Example escreveu:",
        ),
        f"De: Ana Example <{A}>\nEnviado: segunda-feira, 6 de julho de 2026 10:12\nPara: Uma Beck\nAssunto: RE: Campainha",
        ("Atenciosamente,\nUma Beck", "Cumprimentos,\nUma", "Com os melhores cumprimentos,\n\nUma Beck", "Abraço,\nUma"),
        ("Enviado do meu iPhone", "Enviado a partir do Outlook para Android", "Obter o Outlook para iOS"),
    ),
    "Polish": Tongue(
        "Dzwonek już działa, dziękuję za szybką pomoc.\n\nJeszcze jedno: lampa jest luźna.",
        "Czy dzwonek działa?",
        (
            f"pon., 6 lip 2026 o 10:12 Ana Example <{A}> napisał(a):",
            f"Wiadomość napisana przez Ana Example <{A}> w dniu 06.07.2026, o godz. 10:12:",
            "W dniu 6.07.2026 o 10:12, Ana Example pisze:",
        ),
        f"Od: Ana Example <{A}>\nWysłano: poniedziałek, 6 lipca 2026 10:12\nDo: Uma Beck\nTemat: Odp: Dzwonek",
        ("Pozdrawiam\nUma Beck", "Z poważaniem,\nUma Beck", "Pozdrawiam serdecznie,\n\nUma", "Z wyrazami szacunku\nUma Beck"),
        ("Wysłane z iPhone'a", "Wysłano z aplikacji Outlook", "Wysłane z mojego telefonu Samsung"),
    ),
    "Swedish": Tongue(
        "Klockan fungerar nu, tack för hjälpen.\n\nEn sak till: lampan sitter löst.",
        "Fungerar klockan?",
        (
            f"Den mån 6 juli 2026 kl 10:12 skrev Ana Example <{A}>:",
            f"6 juli 2026 kl. 10:12 skrev Ana Example <{A}>:",
            "Den 2026-07-06 kl. 10:12, skrev Ana Example:",
        ),
        f"Från: Ana Example <{A}>\nSkickat: den 6 juli 2026 10:12\nTill: Uma Beck\nÄmne: SV: Klocka",
        ("Med vänliga hälsningar,\nUma Beck", "Vänliga hälsningar\nUma", "Mvh\nUma Beck", "Hälsningar,\n\nUma"),
        ("Skickat från min iPhone", "Hämta Outlook för Android", "Skickat från Outlook för iOS"),
    ),
    "Danish": Tongue(
        "Klokken virker nu, tak for hjælpen.\n\nEn ting mere: lampen sidder løst.",
        "Virker klokken?",
        (
            f"man. 6. jul. 2026 kl. 10.12 skrev Ana Example <{A}>:",
            f"Den 6. jul. 2026 kl. 10.12 skrev Ana Example <{A}>:",
            "Den 06-07-2026 kl. 10:12 skrev Ana Example:",
        ),
        f"Fra: Ana Example <{A}>\nSendt: 6. juli 2026 10:12\nTil: Uma Beck\nEmne: SV: Klokke",
        ("Med venlig hilsen\nUma Beck", "Venlig hilsen,\nUma", "De bedste hilsner\n\nUma Beck", "Mvh Uma"),
        ("Sendt fra min iPhone", "Hent Outlook til Android", "Sendt fra Outlook til iOS"),
    ),
    "Norwegian": Tongue(
        "Klokken virker nå, takk for hjelpen.\n\nEn ting til: lampen sitter løst.",
        "Virker klokken?",
        (
            f"man. 6. juli 2026 kl. 10:12 skrev Ana Example <{A}>:",
            f"6. juli 2026 kl. 10:12 skrev Ana Example <{A}>:",
            "Den 06.07.2026 10:12, skrev Ana Example:",
        ),
        f"Fra: Ana Example <{A}>\nSendt: mandag 6. juli 2026 10:12\nTil: Uma Beck\nEmne: SV: Klokke",
        ("Med vennlig hilsen\nUma Beck", "Vennlig hilsen\nUma", "Beste hilsen,\n\nUma Beck", "Hilsen Uma"),
        ("Sendt fra min iPhone", "Sendt fra Outlook for Android", "Skaff deg Outlook for iOS"),
    ),
    "Finnish": Tongue(
        "Kello toimii nyt, kiitos avusta.\n\nVielä yksi asia: lamppu on löysällä.",
        "Toimiiko kello?",
        (
            f"ma 6. heinäk. 2026 klo 10.12 Ana Example ({A}) kirjoitti:",
            f"Ana Example <{A}> kirjoitti 6.7.2026 kello 10.12:",
            "Ana Example kirjoitti 6.7.2026 klo 10.12:",
        ),
        f"Lähettäjä: Ana Example <{A}>\nLähetetty: maanantai 6. heinäkuuta 2026 10.12\nVastaanottaja: Uma Beck\nAihe: VS: Kello",
        ("Ystävällisin terveisin\nUma Beck", "Terveisin,\nUma", "Parhain terveisin\n\nUma Beck", "Yst. terv. Uma"),
        ("Lähetetty iPhonesta", "Hanki Outlook for Android", "Lähetetty Outlookista"),
    ),
    "Czech": Tongue(
        "Zvonek už funguje, děkuji za pomoc.\n\nJeště něco: lampa je uvolněná.",
        "Funguje zvonek?",
        (
            f"po 6. 7. 2026 v 10:12 odesílatel Ana Example <{A}> napsal:",
            f"6. 7. 2026 v 10:12, Ana Example <{A}>:",
            "Dne 06. 07. 26 v 10:12 Ana Example napsal(a):",
            f"---------- Původní e-mail ----------\nOd: Ana Example <{A}>\nKomu: uma@x.example\nDatum: 6. 7. 2026 10:12:00\nPředmět: Re: Zvonek",
        ),
        f"Od: Ana Example <{A}>\nOdesláno: pondělí 6. července 2026 10:12\nKomu: Uma Beck\nPředmět: RE: Zvonek",
        ("S pozdravem\nUma Beck", "S přátelským pozdravem\nUma", "Hezký den,\n\nUma Becková", "S úctou\nUma Beck"),
        ("Odesláno z iPhonu", "Získat Outlook pro Android", "Odesláno z mobilního telefonu"),
    ),
    "Russian": Tongue(
        "Звонок теперь работает, спасибо за помощь.\n\nЕщё одно: лампа болтается.",
        "Работает ли звонок?",
        (
            f"пн, 6 июл. 2026 г. в 10:12, Ana Example <{A}>:",
            f"6 июля 2026 г., в 10:12, Ana Example <{A}> написал(а):",
            "06.07.2026 10:12, Ana Example пишет:",
            f'06.07.2026, 10:12, "Ana Example" <{A}>:',
            f"Понедельник, 6 июля 2026, 10:12 +03:00 от Ana Example <{A}>:",
        ),
        f"От: Ana Example <{A}>\nОтправлено: 6 июля 2026 г. 10:12\nКому: Uma Beck\nТема: RE: Звонок",
        ("С уважением,\nУма Бек", "С наилучшими пожеланиями,\nУма", "С уважением, Ума Бек", "Всего доброго,\n\nУма"),
        ("Отправлено с iPhone", "Отправлено из мобильной Почты Mail", "Скачать Outlook для Android"),
    ),
    "Turkish": Tongue(
        "Zil artık çalışıyor, yardımınız için teşekkür ederim.\n\nBir şey daha: lamba gevşek.",
        "Zil çalışıyor mu?",
        (
            f"Ana Example <{A}>, 6 Tem 2026 Pzt, 10:12 tarihinde şunu yazdı:",
            f"Ana Example <{A}> şunları yazdı (6 Tem 2026 10:12):",
            "06.07.2026 10:12 tarihinde Ana Example yazdı:",
        ),
        f"Kimden: Ana Example <{A}>\nGönderildi: 6 Temmuz 2026 Pazartesi 10:12\nKime: Uma Beck\nKonu: RE: Zil",
        ("Saygılarımla,\nUma Beck", "İyi çalışmalar,\nUma", "Sevgiler,\n\nUma", "Saygılarımızla\nUma Beck"),
        ("iPhone'umdan gönderildi", "Android için Outlook'u edinin", "Samsung cihazımdan gönderildi"),
    ),
    "Japanese": Tongue(
        "ベルは直りました。ご対応ありがとうございます。\n\nもう一つ、ランプが緩んでいます。",
        "ベルは鳴りますか。",
        (
            f"2026年7月6日(月) 10:12 Ana Example <{A}>:",
            f"2026/07/06 10:12、Ana Example <{A}>のメール:",
            "On 2026/07/06 10:12, Ana Example wrote:",
            f"2026年7月6日 10:12、Ana Example <{A}> のメール：",
        ),
        f"差出人: Ana Example <{A}>\n送信日時: 2026年7月6日 10:12\n宛先: Uma Beck\n件名: RE: ベル",
        ("よろしくお願いいたします。\nベック", "以上、よろしくお願いします。\n\nウマ・ベック", "敬具\nベック"),
        ("iPhoneから送信", "Android 版 Outlook を入手", "iPadから送信"),
    ),
    "Chinese": Tongue(
        "铃已经好了，谢谢你们的帮助。\n\n还有一件事：灯松了。",
        "铃还响吗？",
        (
            f"Ana Example <{A}> 于2026年7月6日周一 10:12写道：",
            f"2026年7月6日 10:12，Ana Example <{A}> 写道：",
            "在 2026/7/6 10:12, Ana Example 写道:",
            f'在 2026-07-06 10:12:00，"Ana Example" <{A}> 写道：',
            f"Ana Example <{A}> 於 2026年7月6日 週一 上午10:12寫道：",
            f"------------------ 原始邮件 ------------------\n发件人: \"Ana Example\" <{A}>;\n发送时间: 2026年7月6日(星期一) 上午10:12\n收件人: \"uma\"<uma@x.example>;\n主题: Re: 铃",
        ),
        f"发件人: Ana Example <{A}>\n发送时间: 2026年7月6日 10:12\n收件人: Uma Beck\n主题: 回复: 铃",
        ("此致\n敬礼\n贝克", "祝好\n乌玛", "顺祝商祺\n\n贝克"),
        ("发自我的 iPhone", "发自我的iPhone", "获取 Outlook for Android"),
    ),
}  # fmt: skip
