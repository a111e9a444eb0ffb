"""What stands around a text that came by mail or in a newsletter, and is none of it.

Input: lines. Output: the lines of the text, and what the mail says of it. Everything that goes is in the account.
Must not: take a line out because of one word; only what is in its place and shape goes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.importing import frontmatter
from pipeline.importing.draft import Account
from pipeline.importing.marks import SENTENCE_END
from pipeline.importing.websites import LINKS, LONGEST_LINK, is_label

MAIL_HEAD = "it is the head of a mail"
MAIL_AROUND = "it stands around a text that a mail quotes"
GREETING = "it is the greeting of a mail"
CLOSING = "it closes a mail"
NEWSLETTER = "it is the frame of a newsletter"
_FIELDS = {
    "from": "from", "fra": "from", "frå": "from", "von": "from", "de": "from", "från": "from", "od": "from", "від": "from",
    "to": "to", "til": "to", "an": "to", "à": "to", "para": "to", "till": "to", "do": "to", "кому": "to",
    "cc": "cc", "kopi": "cc", "kopia": "cc", "bcc": "cc", "reply-to": "cc", "attachments": "cc", "vedlegg": "cc",
    "date": "date", "sent": "date", "dato": "date", "sendt": "date", "datum": "date", "gesendet": "date", "envoyé": "date", "fecha": "date", "enviado": "date", "skickat": "date", "data": "date", "wysłano": "date", "дата": "date",
    "subject": "subject", "emne": "subject", "betreff": "subject", "objet": "subject", "asunto": "subject", "ämne": "subject", "temat": "subject", "тема": "subject",
}  # fmt: skip
_FIELD = re.compile(r"[>*\s]*([^\W\d_]+(?:-[^\W\d_]+)?)\s?:\**\s*(.*)")
_FORWARDED = re.compile(r"[-\s_>]*(?:original|forwarded|videresendt|opprinnelig|weitergeleitete|ursprüngliche)\b.*", re.IGNORECASE)  # fmt: skip
_DAY = re.compile(
    r"\d{1,2}\.? [^\W\d]{3,}\.? \d{4}|(?<![^\W\d])[^\W\d]{3,}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}"
)
_PREFIX = re.compile(r"(?:(?:re|fwd?|sv|vs|aw|wg|tr|rv|vb)\s?:\s*)+", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon)|hei|kjære|hallo|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte[rs]?|bonjour|cher|chère|hola|buen[oa]s (?:días|tardes)|estimad[oa]s?|hej|bästa|kära|kære|cześć|dzień dobry|szanown[aiy]|beste|geachte|gentil[ei]|egregi[oa]|caro|olá|prezad[oa]s?|вітаю|добрий день|шановн[аіий]+)\b[^.!?]{0,50}[,!.:]?"
    r"|(?:नमस्ते|नमस्कार|प्रिय|السلام عليكم|مرحبا|أهلا|تحية طيبة|您好|你好|大家好|各位|尊敬的)[^.!?。]{0,50}[,!.:،，：！]?",
    re.IGNORECASE,
)
_OF_LETTERS = re.compile(
    r"(?:dear|kjære|sehr geehrte[rs]?|chère?|estimad[oa]s?|bästa|szanown[aiy])\b|(?:各位|尊敬的).{0,20}[:：]",
    re.IGNORECASE,
)
# What a mail says of the text that it brings.
_COVER = re.compile(
    r"(?:please find|here(?:'s| is| comes| are)|below (?:is|you)|attached|i attach|see below|this is|her (?:kommer|er|har)|vedlagt|se (?:under|nedenfor)|hier (?:ist|kommt|der)|anbei|im anhang|unten|voici|veuillez trouver|ci-(?:joint|dessous)|aquí (?:está|va|tiene)|adjunto|här (?:kommer|är)|bifogat|oto|poniżej|w załączniku|ось|нижче)\b.{0,60}\b(?:text|leaflet|article|draft|version|brochure|copy|tekst\w*|artikkel\w*|oppslag\w*|utkast\w*|brosjyre\w*|artikel\w*|entwurf|broschüre|texte|brouillon|dépliant|texto|borrador|folleto|broschyr\w*|wersj\w+|artykuł\w*|ulotk\w*|текст\w*)\b.{0,80}",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:with )?(?:best|kind|warm)(?: wishes| regards)?|regards|yours (?:sincerely|faithfully|truly)|many thanks|thanks|thank you|cheers|(?:med )?(?:vennlig |beste |mange )?hils(?:en|ing(?:ar)?)|mvh|(?:mit )?(?:freundlichen|besten|herzlichen|viele|liebe)n? grüßen?|mfg|(?:bien |très )?cordialement|(?:sincères|meilleures) salutations|bien à vous|(?:un )?(?:cordial )?salud?os?(?: cordiales)?|atentamente|(?:med )?vänlig(?:a)? hälsning(?:ar)?|(?:serdecznie |z )?pozdraw\w+|z (?:poważaniem|wyrazami szacunku)|з повагою|met vriendelijke groet(?:en)?|(?:cordiali|distinti) saluti|atenciosamente|सादर|भवदीय|धन्यवाद|مع (?:أطيب )?(?:التحيات|التحية|تحياتي)|此致(?:敬礼)?|敬上)[,.!،，]?",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(?:sent from my|sendt fra min|von meinem .* gesendet|envoyé de mon|enviado desde)\b.*", re.IGNORECASE
)
_CONFIDENTIAL = re.compile(
    r"^(?:this|the|denne|diese|ce|cet|este|det här|dette|niniejsz\w+|цей)\b.{0,30}\b(?:e-?mail|message|e-post\w*|melding\w*|nachricht|messaggio|mensaje|courriel|correo|wiadomość|лист)\b.{0,60}\b(?:confidential|konfidensiel\w*|fortrolig\w*|vertraulich\w*|confidentiel\w*|confidencial\w*|konfidentiell\w*|poufn\w+|конфіденційн\w+)\b",
    re.IGNORECASE,
)
# Units: lines from the end, and letters of a line with the office below a name.
_LONGEST_SIGNATURE, _LONGEST_OFFICE = 7, 80


def greets(line: str) -> bool:
    """Whether a line is how a letter begins; where a name may follow without a mark, it is one of those that only letters have."""
    line = line.strip()
    return bool(_GREETING.fullmatch(line)) and (line.endswith((",", "!")) or bool(_OF_LETTERS.match(line)))


def closes(line: str) -> bool:
    """Whether a line is how a letter ends, before the name of who wrote it."""
    return bool(_CLOSING.fullmatch(line.strip()))


def out_of_a_mail(lines: list[str], account: Account) -> tuple[list[str], dict[str, str]]:
    """The lines of a message without its heads and quoting, and what its heads say (title, author, date)."""
    meta: dict[str, str] = {}
    mail = False
    sender = ""
    while (head := _head(lines)) is not None:
        start, end, fields = head
        mail = True
        for line in lines[:end]:
            account.drop(line, MAIL_HEAD if start == 0 or line in lines[start:end] else MAIL_AROUND)
        meta |= _known(fields)
        sender = re.sub(r"\s*<[^<>]*>|\"", "", fields.get("from", "")).strip()
        lines = lines[end:]
    full = [line for line in lines if line.strip()]
    quoted = [line for line in full if line.startswith(">")]
    if len(quoted) >= 3 and len(quoted) >= 0.6 * len(full):
        mail = True
        for line in full:
            if not line.startswith(">"):
                account.drop(line, MAIL_AROUND)
        lines = [re.sub(r"^(?:> ?)+", "", line) for line in lines if line.startswith(">") or not line.strip()]
        lines, inner = out_of_a_mail(lines, account)
        meta |= inner
    return (_without_manners(lines, account, sender) if mail else lines), meta


def _head(lines: Sequence[str]) -> tuple[int, int, dict[str, str]] | None:
    """Where the head of a mail stands at the top, and its fields; a forwarded mail has another below a few lines."""
    full = [at for at, line in enumerate(lines) if line.strip()][:8]
    for start in full:
        fields: dict[str, str] = {}
        at = start
        while at < len(lines) and (match := _FIELD.fullmatch(lines[at])):
            name = _FIELDS.get(match[1].lower())
            if name is None:
                break
            fields.setdefault(name, match[2].strip())
            at += 1
        is_head = "subject" in fields and len({"from", "to", "date"} & fields.keys()) > 0
        if is_head and (start == full[0] or _FORWARDED.fullmatch(lines[start - 1])):
            return (start, at, fields)
    return None


def _known(fields: dict[str, str]) -> dict[str, str]:
    found = {}
    if title := _PREFIX.sub("", fields.get("subject", ""), count=1).strip():
        found["title"] = title
    sent = _DAY.search(fields.get("date", ""))
    if sent is not None and (stated := frontmatter.day(sent[0])):
        found["date"] = stated
    return found


def _closes(lines: Sequence[str], at: int, sender: str) -> bool:
    """Whether a line ends a letter: it is one of those that do, or stands above the name of the sender."""
    line = lines[at].strip()
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    named = bool(sender) and below == sender and len(line) <= LONGEST_LINK and not SENTENCE_END.search(line)
    return bool(_CLOSING.fullmatch(line)) or named


def _without_manners(lines: list[str], account: Account, sender: str) -> list[str]:
    """Without a greeting at the top, good wishes and a name at the end, and a signature."""
    signature = next((at for at, line in enumerate(lines) if line.rstrip() == "--" and at > 0), None)
    if signature is not None and len(lines) - signature <= 12:
        for line in lines[signature + 1 :]:
            account.drop(line, CLOSING)
        lines = lines[:signature]
    full = [at for at, line in enumerate(lines) if line.strip()]
    if full and _GREETING.fullmatch(lines[full[0]].strip()):
        account.drop(lines[full[0]], GREETING)
        lines = lines[full[0] + 1 :]
    full = [at for at, line in enumerate(lines) if line.strip()]
    if full:
        end = next((n for n in range(full[0], len(lines)) if not lines[n].strip()), len(lines))
        if end < len(lines) and _COVER.fullmatch(" ".join(line.strip() for line in lines[full[0] : end])):
            for line in lines[full[0] : end]:
                account.drop(line, MAIL_AROUND)
            lines = lines[end:]
    full = [at for at, line in enumerate(lines) if line.strip()]
    while full and (
        _SENT_FROM.fullmatch(lines[full[-1]].strip()) or _CONFIDENTIAL.search(lines[full[-1]].strip())
    ):
        account.drop(lines[full.pop()], CLOSING)
    for at in full[-_LONGEST_SIGNATURE:]:
        if _closes(lines, at, sender) and all(
            len(lines[n]) <= _LONGEST_OFFICE and not SENTENCE_END.search(lines[n]) for n in full if n > at
        ):
            for line in lines[at:]:
                account.drop(line, CLOSING)
            return lines[:at]
    return lines[: full[-1] + 1] if full else lines


# ── newsletters ─────────────────────────────────────────────────────────────────────────────────────

_BROWSER = re.compile(
    r".{0,70}(?:browser|nettleser|webbläsar|navigateur|navegador|przeglądar|браузер|浏览器|瀏覽器|متصفح|ब्राउज़र).{0,40}",
    re.IGNORECASE,
)
# What names itself is no title of a text on browsers.
_THIS_MAIL = re.compile(
    r"\b(?:this|denne|dette|diesen?|cet(?:te)?|est[ea]|quest[ao]|deze|det här|ten|tę|tego|цього|цей)\s(?:\w+\s)?(?:e-?mail|mail|e-post\w*|newsletter\w*|ny[hg]\w+brev\w*|message|nachricht|infolettre|courriel|lettre|bolet[ií][nm]|correo|mensa\w+|nieuwsbrief|wiadomoś\w+|biuletyn\w*|лист\w*)|[此本这這]封?(?:邮件|郵件|电子报|電子報)|هذه الرسالة|هذا البريد|(?:यह|इस) (?:ईमेल|न्यूज़लेटर)",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r"(?:you(?:['’]re| are)? (?:receiv|gett?)|(?:du|dere) (?:får|mottar|modtager)|sie (?:erhalten|bekommen)|vous recevez|(?:usted )?recib|(?:você )?recebe|ricev|(?:je|u) ontvangt|otrzymuje|ви отрима|[您你](?:会|會)?收到|تصلك|आपको).{0,60}(?:because|as you|fordi|eftersom|weil|da sie|car |parce qu|porque|ya que|perch|omdat|ponieważ|тому що|оскільки|因为|因為|لأن|क्योंकि).{0,120}",
    re.IGNORECASE,
)
_UNSUBSCRIBED = re.compile(
    r"(?:click here to )?unsubscribe(?: (?:here|from .{1,40}))?|(?:meld (?:deg|meg) av|avmeld(?:ing)?|afmeld(?:ing)?|avregistrer|stopp abonnementet|avsluta prenumerationen|avprenumerera|avregistrera(?: mig| dig)?)(?: .{1,30})?|(?:newsletter |hier )?(?:abmelden|abbestellen)|(?:se désabonner|se désinscrire|désinscription)(?: .{1,30})?|(?:darse de baja|cancelar (?:la )?suscripción|cancelar inscrição)|(?:annulla l'iscrizione|cancellati)|(?:afmelden|uitschrijven)|(?:wypisz się|zrezygnuj z subskrypcji)(?: .{1,30})?|відписатися(?: .{1,30})?|退订|退訂|取消订阅|取消訂閱|إلغاء الاشتراك|सदस्यता (?:रद्द|समाप्त) करें",
    re.IGNORECASE,
)
_FRAME_TOP, _FRAME_END, _LONGEST_MASTHEAD = 3, 8, 100


def unframed(lines: list[str], account: Account) -> list[str]:
    """Without the link to the web and the number of the issue above a newsletter, and why somebody gets it below it."""
    full = [at for at, line in enumerate(lines) if line.strip()]

    def is_foot(at: int) -> bool:
        line = lines[at].strip()
        parts = re.split(r"\s*[|·•/]\s*", line.strip(" .[]<>»→"))
        told = _RECEIVED.fullmatch(line) and _THIS_MAIL.search(line)
        return bool(told) or any(_UNSUBSCRIBED.fullmatch(part) for part in parts)

    foot = next((at for at in full[_FRAME_TOP:][-_FRAME_END:] if is_foot(at)), len(lines))
    gone = {
        at
        for at in full
        if at >= foot and (is_foot(at) or LINKS.fullmatch(lines[at].strip()) or is_label(lines[at]))
    }
    for place, at in enumerate(full[:_FRAME_TOP]):
        line = lines[at].strip()
        if len(line) <= _LONGEST_MASTHEAD and _BROWSER.fullmatch(line) and (gone or _THIS_MAIL.search(line)):
            gone.add(at)
            below = full[place + 1] if place + 1 < len(full) else at
            issue = lines[below].strip()
            if len(issue) <= _LONGEST_MASTHEAD and re.search(r"\d", issue) and re.search(r"\s[|·•]\s", issue):
                gone.add(below)
            break
    for at in sorted(gone):
        account.drop(lines[at], NEWSLETTER)
    return ["" if at in gone else line for at, line in enumerate(lines)]
