"""What comes with a text by mail, out of a browser and off printed pages."""

from __future__ import annotations

import pytest

from pipeline.importing import surroundings, websites
from pipeline.importing.draft import Account

PROSE = "A savings account keeps money that you do not need today. Here is how to choose one.\n\nWhat it pays\n\nRates go up and down, except where they are fixed."


def removed(text: str) -> tuple[str, dict[str, str], set[str]]:
    account = Account()
    alone, known = surroundings.removed(text, account)
    return alone.strip(), known, {each.text for each in account.dropped}


def test_a_mail() -> None:
    head = "From: Ada Holm <ada@example.org>\nTo: ben@example.org\nDate: Tue, 3 Mar 2026 09:14:02 +0100\nSubject: Fwd: Savings accounts\n"
    end = "\n\nBest wishes\nAda\n\n-- \nAda Holm\nNorthfield Public Information\n"
    alone, known, gone = removed(f"{head}\nHi Ben,\n\n{PROSE}{end}")
    assert alone == PROSE
    assert known == {"title": "Savings accounts", "date": "2026-03-03"}
    assert {"Hi Ben,", "Best wishes", "Ada", "Ada Holm", "Subject: Fwd: Savings accounts"} <= gone


def test_a_quoted_mail() -> None:
    quoted = "\n".join(f"> {line}".rstrip() for line in PROSE.split("\n"))
    alone, known, gone = removed(f"Fra: Ada\nTil: Ben\nEmne: SV: Sparing\n\nSe under. B.\n\n{quoted}\n")
    assert (alone, known) == (PROSE, {"title": "Sparing"})
    assert "Se under. B." in gone


def test_a_page_copied_whole() -> None:
    top = "Skip to main content\nNorthfield\nHome\nContact\n\nHome > Services > Leaflets\n\nWe use cookies to improve this site. Accept all  Reject\n\n"
    end = "\n\nShare this page\nFacebook\nPrint\n\n© 2026 Northfield. All rights reserved.\nPrivacy | Cookies | Sitemap"
    alone, _, gone = removed(top + PROSE + end)
    assert alone == PROSE
    assert {"Northfield", "Home", "Facebook", "Privacy | Cookies | Sitemap"} <= gone


@pytest.mark.parametrize("number", ["Page {} of 3", "Side {} av 3", "- {} -", "{}\f"])
def test_printed_pages(number: str) -> None:
    first, second = number.format(1), number.format(2)
    alone, _, gone = removed(f"Title\n\nDo not drive while you take\n\nThe Leaflet\n{first}\n\nsuch tablets.\n\nThe Leaflet\n{second}\n\nMore of it.\n")  # fmt: skip
    assert (
        alone.replace("\n\n\n", "\n\n") == "Title\n\nDo not drive while you take such tablets.\n\nMore of it."
    )
    assert "The Leaflet" in gone


@pytest.mark.parametrize("foot", ["The Leaflet – part 2{}{}", "{1}{0}The Leaflet – part 2"])
def test_a_foot_with_its_number_beside_it(foot: str) -> None:
    first, second = (foot.format(" " * 20, each) for each in (1, 2))
    alone, _, gone = removed(f"{PROSE}\n\n{first}\n\nMore of it.\n\n{second}\n")
    assert alone.split() == f"{PROSE} More of it.".split()
    assert len(gone) == 2
    table = f"{PROSE}\n\nA comb for lice     1\nA comb for lice     2\n\n{PROSE}"
    assert removed(table)[0] == table


@pytest.mark.parametrize(
    ("top", "end"),
    [
        ("Gå til indhold\nMenu", "Fandt du det, du ledte efter?\nJa\nNej\n\nPrint siden"),
        ("Zum Inhalt springen\nMenü", "Seite drucken\nNach oben\nImpressum | Kontakt"),
        ("Naar inhoud\nMenu", "Was deze pagina nuttig?\nNaar boven"),
        ("Vai al contenuto\nMenu", "Torna su\n© 2026 Comune"),
        ("Перейти до вмісту\nМеню", "Роздрукувати сторінку\nНагору"),
    ],
)
def test_pages_of_other_languages(top: str, end: str) -> None:
    assert removed(f"{top}\n\n{PROSE}\n\n{end}\n")[0].strip() == PROSE


@pytest.mark.parametrize("cover", ["Please find the new text below. Comments by Friday.", "Her kommer teksten til oppslaget.", "Anbei der Entwurf."])  # fmt: skip
def test_what_a_mail_says_of_its_text(cover: str) -> None:
    head = "From: Ada\nTo: Ben\nSubject: Saving\n\nHi all,\n\n"
    assert removed(f"{head}{cover}\n\n{PROSE}\n")[0].strip() == PROSE
    # Without the mail around it, it is a sentence of the text.
    assert cover in removed(f"{cover}\n\n{PROSE}\n")[0]
    assert removed(f"{head}Here is how to save money.\n\n{PROSE}\n")[0].strip().startswith("Here is how")


@pytest.mark.parametrize(
    "day", ["tirsdag 3. mars 2026 09:14", "Tue, Mar 3, 2026 at 9:14 AM", "2026-03-03 09:14", "03.03.2026"]
)
def test_days_of_mails(day: str) -> None:
    assert removed(f"Fra: Ada\nSendt: {day}\nEmne: Sparing\n\n{PROSE}")[1]["date"] == "2026-03-03"


@pytest.mark.parametrize(
    "contents",
    [
        "Contents\n\nWhat it pays ....... 2\nWhat it costs ...... 3",
        "On this page\n\n- What it pays\n- What it costs",
        "Innhold\n1. What it pays\n2. What it costs",
    ],
)
def test_a_list_of_contents(contents: str) -> None:
    text = f"{PROSE}\n\nWhat it costs\n\nNothing at all."
    assert removed(f"{contents}\n\n{text}")[0] == text


@pytest.mark.parametrize(
    "text",
    [
        # What looks like it, in a place where it belongs to the text.
        f"Cookies\n\n{PROSE}",
        f"Home\n\n{PROSE}\n\nShare this page with your family.",
        f"{PROSE}\n\nDear reader, write to us.\n\nBest wishes\nThe editors",
        f"Contact\n\n{PROSE}\n\nFrom: Monday\nTo: Friday",
        f"{PROSE}\n\n© 2026 Northfield",
        f"Page 1 of the form\n\n{PROSE}",
        f"{PROSE}\n\n> Money is time.",
        f"Contents\n\n- A torch\n- A map\n\n{PROSE}",
    ],
)
def test_what_belongs_to_the_text_stays(text: str) -> None:
    assert removed(text) == (text, {}, set())


PAGE = "Tell us when you move out. Leave the keys at the office."


@pytest.mark.parametrize(
    ("above", "below"),
    [
        # A path to the title, in a language that nobody wrote a list for.
        ("Bogga hore\nAdeegyada\nWararka\n\nBogga hore / Adeegyada / Guri\n\n", "\n\nDaabac\nWararka\n© 2026 Guryaha\n"),
        ("Etusivu\n> Asuminen > Guri\n", "\n\nEtusivu\nJaa Facebookissa\n© Kaupunki 2026\n"),
        # Words of a menu.
        ("Lokalavisa\nMeny\nLogg inn\nAbonner\n\n", "\n\nLes også: Nye busser\n\nDel saken\nKommentarer (12)\n"),
        ("", "\n\nAuf Facebook teilen\nPer E-Mail teilen\nLink kopieren\nUnser Team\n"),
    ],
)  # fmt: skip
def test_around_a_page_in_any_language(above: str, below: str) -> None:
    account = Account()
    text, _ = surroundings.removed(f"{above}Guri\n\n{PAGE}\n\n{PAGE}\n\nMore\n\n{PAGE}{below}", account)
    assert [line for line in text.split("\n") if line.strip()] == ["Guri", PAGE, PAGE, "More", PAGE]
    assert {each.why for each in account.dropped} <= {websites.SITE}


@pytest.mark.parametrize(
    "below",
    [
        "\n\nContact\nRing 01632 960 111\nkeys@example.org\n",
        "\n\n- keys\n- papers\n",
        "\n\nAda Holm\nHousing office\n",
        "\n\nTell us by:\n\nE-mail\nWhatsApp\nPrint\n",
        "\n\nWho is in\tWhen\nAda\tMonday\n",
    ],
)
def test_the_end_of_a_text_is_not_that_of_a_page(below: str) -> None:
    account = Account()
    text, _ = surroundings.removed(f"Guri\n\n{PAGE}\n\n{PAGE}\n\nMore\n\n{PAGE}{below}", account)
    assert not account.dropped
    assert text.rstrip().endswith(below.rstrip().split("\n")[-1])


def test_buttons_and_teasers_of_a_page() -> None:
    lines = f"Hem > Råd > Mage\n\nMage\n\nLyssna\nDela\n\n{PAGE}\n\nLäs också: Om tänder\n\n{PAGE}\n"
    text, _ = surroundings.removed(lines, Account())
    assert [line for line in text.split("\n") if line.strip()] == ["Mage", PAGE, PAGE]


@pytest.mark.parametrize(
    ("greeting", "closing"),
    [
        ("नमस्ते,", "सादर,\nसुनीता वर्मा"),
        ("السلام عليكم،", "مع أطيب التحيات،\nسمير حداد"),
        ("Szanowni Państwo,", "Z poważaniem\nEwa Zając\ndyrektor"),
        ("Sehr geehrte Damen und Herren,", "Mit freundlichen Grüßen\nJutta Kern\n\nKern GmbH · Lindenweg 3 · 79999 Oberwiesen"),
        ("Hi all,", "Thanks,\nRobin\n\nRobin Aalto | Desk\nThis e-mail is confidential. If it is not for you, delete it."),
        # What nobody wrote a list for, above the name of the sender.
        ("Hei", "Lämpimästi\nRobin Aalto"),
    ],
)  # fmt: skip
def test_letters_in_more_languages(greeting: str, closing: str) -> None:
    mail = f"From: Robin Aalto <robin@example.org>\nSubject: Keys\n\n{greeting}\n\n{PAGE}\n\n{PAGE}\n\n{closing}\n"
    text, meta = surroundings.removed(mail, Account())
    assert meta["title"] == "Keys"
    assert [line for line in text.split("\n") if line.strip()] == [PAGE, PAGE]


def test_the_head_of_pages_in_two_parts() -> None:
    text, _ = surroundings.removed(
        f"Handbook              Issue 4\n\nKeys\n\n{PAGE}\n\n       - 17 -\n\nHandbook              Issue 4\n\nMore. {PAGE}\n",
        Account(),
    )
    assert [line for line in text.split("\n") if line.strip()] == ["Keys", PAGE, f"More. {PAGE}"]


def test_what_browsers_and_printers_put_on_a_page() -> None:
    for above, below in (
        ("14/03/2026, 09:12        Keys\n\n", "\n\nhttps://example.org/keys      1/1\n"),
        ("", "\n\nPage 1 of 1\n"),
        ("COUNCIL OF SOLVANG        SIDE 1\n\n", f"\n\nCOUNCIL OF SOLVANG        SIDE 2\n\nMore. {PAGE}"),
    ):
        text, _ = surroundings.removed(f"{above}Keys\n\n{PAGE}{below}", Account())
        assert [line for line in text.split("\n") if line.strip()][:2] == ["Keys", PAGE]
        assert "1" not in text


def test_a_banner_above_the_path_to_the_title() -> None:
    top = "Ми використовуємо ці файли, щоб сайт працював краще.\nПрийняти всі\nГоловна\n\nГоловна > Ключі\n\n"
    text, _ = surroundings.removed(f"{top}Ключі\n\n{PAGE}\n\n{PAGE}\n", Account())
    assert [line for line in text.split("\n") if line.strip()] == ["Ключі", PAGE, PAGE]


def test_the_name_of_who_publishes_a_leaflet() -> None:
    leaflet = f"Lowfield Hospitals\nFor patients\n\nKeys\n\n{PAGE}\n\nMore\n\n{PAGE}\n\nLowfield Hospitals. Leaflet 2291\n"
    text, _ = surroundings.removed(leaflet, Account())
    assert [line for line in text.split("\n") if line.strip()] == ["Keys", PAGE, "More", PAGE]
    for end in ("Lowfield Hospitals are open. Ask us.", "Lowfield Hospitals"):
        kept = leaflet.replace("Lowfield Hospitals. Leaflet 2291", end)
        assert surroundings.removed(kept, Account())[0].startswith("Lowfield")


@pytest.mark.parametrize(
    ("link", "why", "leave"),
    [
        ("View this email in your browser", "You receive this newsletter because you are a member.", "Unsubscribe | Update your preferences"),
        ("Vis denne e-posten i nettleseren", "Du får dette nyhetsbrevet fordi du er medlem.", "Meld deg av"),
        ("Newsletter im Browser ansehen", "Sie erhalten diesen Newsletter, weil Sie Mitglied sind.", "Newsletter abbestellen"),
        ("Voir cet e-mail dans votre navigateur", "Vous recevez cette lettre parce que vous êtes membre.", "Se désabonner"),
        ("Ver este correo en el navegador", "Recibe este boletín porque es socio.", "Darse de baja"),
        ("Otwórz w przeglądarce", "Otrzymujesz ten newsletter, ponieważ jesteś członkiem.", "Wypisz się"),
        ("在浏览器中查看此邮件", "您收到此邮件是因为您是会员。", "退订"),
    ],
)  # fmt: skip
def test_the_frame_of_a_newsletter(link: str, why: str, leave: str) -> None:
    issue = "THE POST  |  Issue 14  |  Spring 2026"
    alone, _, gone = removed(
        f"{link}\n\n{issue}\n\nSavings\n\n{PROSE}\n\n{why}\n{leave}\nThe Post, Mill Lane"
    )
    assert alone == f"Savings\n\n{PROSE}"
    assert gone == {link, " ".join(issue.split()), why, leave, "The Post, Mill Lane"}


def test_a_text_on_browsers_and_newsletters_keeps_its_words() -> None:
    said = f"Reading mail in your browser\n\n{PROSE}\n\n{PROSE}\n\nYou receive a message because you asked for it."
    assert removed(said)[0] == said
    advice = "This newsletter is no advice."
    assert removed(f"Savings\n\n{PROSE}\n\nUnsubscribe\n\n{advice}")[0].endswith(advice)


def test_the_end_of_a_chinese_page() -> None:
    end = ["分享到微信", "打印本页", "版权所有 © 2026 东湖社区"]
    alone, _, gone = removed(f"流感疫苗接种须知\n\n{PROSE}\n\n" + "\n".join(end))
    assert alone == f"流感疫苗接种须知\n\n{PROSE}"
    assert gone == set(end)
