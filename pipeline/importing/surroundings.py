"""What stands around a text that came by mail, out of a browser or off printed pages, and is none of it.

Input: text. Output: the text without it, and what it says of the text: a title, a day. Everything that goes is in the account.
Must not: take a line out because of one word; only what is in its place and shape goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.importing import dialects, frontmatter
from pipeline.importing.draft import Account
from pipeline.importing.lines import SENTENCE_END
from pipeline.importing.writing import bare

MAIL_HEAD = "it is the head of a mail"
MAIL_AROUND = "it stands around a text that a mail quotes"
GREETING = "it is the greeting of a mail"
CLOSING = "it closes a mail"
PAGE_FURNITURE = "it stands on every page"
SITE = "it belongs to the website, not to the text"
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
    r"\d{1,2}\.? [^\W\d]{3,}\.? \d{4}|[^\W\d]{3,}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}"
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
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|side|sida|seite|página|pagina|strona|сторінка|صفحة|第)\s*\d{1,3}(?:\s*(?:of|av|von|de|sur|z|з|من|/)\s*\d{1,3})?\W*|\W*\d{1,3}\s*(?:/|of|av|von|sur)\s*\d{1,3}\W*|[-–—]\s?\d{1,3}\s?[-–—]",
    re.IGNORECASE,
)
_SKIP = re.compile(
    r"(?:skip|jump) to (?:(?:the )?(?:main )?(?:content|navigation|menu)|main)|hopp til (?:hoved)?innhold(?:et)?|gå til (?:hoved)?innhold(?:et)?|hoppa till (?:huvud)?innehåll(?:et)?|(?:zum|direkt zum) (?:haupt)?inhalt(?: springen)?|aller au contenu(?: principal)?|(?:saltar|ir) al contenido(?: principal)?|przejdź do (?:głównej )?treści|перейти до (?:основного )?вмісту|(?:gå|spring) til (?:hoved)?indhold(?:et)?|(?:ga )?naar (?:de )?(?:hoofd)?inhoud|vai al contenuto(?: principale)?|(?:ir|saltar) para o conteúdo(?: principal)?|siirry (?:pää)?sisältöön|मुख्य सामग्री पर जाएं|跳到(?:主要)?内容|الانتقال إلى المحتوى",
    re.IGNORECASE,
)
_BREADCRUMBS = re.compile(
    r"[^<>|»›/]{2,40}(?:\s+[>»›]\s+[^<>|»›]{2,60}){1,6}|you are here:.*|(?:home|hjem|heim|forsiden?|startseite|accueil|inicio|hem|start|hjem|strona główna|головна)(?:\s+/\s+[^/]{2,60}){1,6}",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r".{0,120}\b(?:cookies?|informasjonskapsler|kakor|ciasteczk\w+)\b.{0,160}", re.IGNORECASE
)
_CONSENT = re.compile(
    r"\b(?:accept|reject|agree|allow|use|uses|godta|avvis|bruker|akzeptieren|verwende\w*|accepter|refuser|utilis\w+|aceptar|rechazar|usamos|utilizamos|godkänn|använder|zgadzam|używamy)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:分享到|分享至|分享本[页文]).{0,12}|(?:share|del|teilen|partager|compartir|dela|udostępnij)(?: (?:this|denne|diese|cette|esta|den här)?\s?(?:page|article|siden|saken|artikkelen|seite|artikel|página|sidan|on|på|auf|sur|en)?.{0,20})?:?",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"(?:facebook|twitter|x|linkedin|whatsapp|e-?mail|e-post|mail|print|skriv ut|drucken|imprimer|imprimir|copy link|kopier lenke|pinterest|instagram|reddit|bluesky|mastodon)(?:\s*[|·•,]?\s*(?:facebook|twitter|x|linkedin|whatsapp|e-?mail|e-post|mail|print|skriv ut|drucken|imprimer|imprimir|copy link))*",
    re.IGNORECASE,
)
# What stands below a link to the text, whatever the menu holds.
_MENU = re.compile(
    r"(?:menu|abonner|subscribe|abonnieren|prenumerera|s'abonner|(?:varukorg|handlekurv|warenkorb|basket|panier)(?: \(\d+\))?|meny|menü|menú|menù|меню|القائمة|菜单|मेनू|search|søk|søg|sök|suche|rechercher|buscar|cerca|zoeken|szukaj|пошук|log ?in|sign in|logg inn|log ind|logga in|anmelden|se connecter|iniciar sesión|accedi|inloggen|zaloguj(?: się)?|увійти)",
    re.IGNORECASE,
)
# What stands below the text of a page, in its own line.
_BELOW = re.compile(
    r"(?:was|is) this (?:page|article|information) (?:helpful|useful)\?|back to (?:the )?top|related (?:pages|content|articles|links)|read (?:more|also|next)|print this page|(?:til|tilbake til) toppen|var (?:denne siden|dette) (?:nyttig|til hjelp)\?|les også|relaterte? (?:sider|artikler|innhold)|nach oben|zum seitenanfang|war diese seite hilfreich\?|das könnte sie auch interessieren|haut de page|retour en haut|à lire aussi|volver arriba|contenido relacionado|till toppen|läs också|na górę|zobacz też"
    r"|(?:did you find|fant du|fandt du|hittade du|haben sie gefunden|avez-vous trouvé|encontró|czy znalazł\w*)\b.{0,40}\?"
    r"|(?:var|er) (?:denne siden|denne artikkelen|siden|artikkelen|siden her|sidan|informationen|den här sidan)\b.{0,20}\b(?:nyttig|hjelp|hjælp|til hjälp|användbar)\w*\?"
    r"|cette page vous a-t-elle été utile ?\?|¿(?:te|le) ha resultado útil.{0,30}\?|czy ta strona .{0,20}\?|was deze pagina nuttig\?"
    r"|(?:seite|artikel) (?:drucken|teilen|empfehlen)|(?:skriv ut|del) (?:siden|denne siden|sida|artikkelen)|print siden|skriv ut sidan|imprimer (?:la|cette) page|imprimir (?:la|esta)? ?página|drukuj(?: stronę)?|роздрукувати(?: сторінку)?"
    r"|til top|naar boven|torna su|volver al inicio|voltar ao topo|нагору|догори|читайте також|العودة إلى الأعلى|اقرأ أيضا|返回顶部|相关阅读|ऊपर जाएं"
    r"|[打列]印(?:本|此|该)?[页頁文](?:面|章)?|返回(?:首页|首頁|列表|上一页)|关闭(?:本页|窗口)|(?:扫一扫|上一篇|下一篇).{0,40}|相关(?:文章|链接|推荐)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"(?:©|\(c\)|copyright|版[权權]所有)(?!\w).{0,120}", re.IGNORECASE)
_LINKS = re.compile(r"[^|·•.]{2,30}(?:\s[|·•]\s[^|·•.]{2,30})+")
# What a menu may hold, and how far from the ends of a text it may be.
_LONGEST_LINK, _AT_THE_TOP, _AT_THE_END = 40, 20, 12


def greets(line: str) -> bool:
    """Whether a line is how a letter begins; where a name may follow without a mark, it is one of those that only letters have."""
    line = line.strip()
    return bool(_GREETING.fullmatch(line)) and (line.endswith((",", "!")) or bool(_OF_LETTERS.match(line)))


def closes(line: str) -> bool:
    """Whether a line is how a letter ends, before the name of who wrote it."""
    return bool(_CLOSING.fullmatch(line.strip()))


def removed(text: str, account: Account) -> tuple[str, dict[str, str]]:
    """The text alone, and what is known of it from around it."""
    lines = text.split("\n")
    lines, meta = _out_of_a_mail(lines, account)
    lines = _unframed(lines, account)
    lines = _off_a_site(lines, account)
    lines = _without_letterhead(_off_pages(lines, account), account)
    lines = dialects.plain(_without_contents(lines, account), account)
    return "\n".join(lines), meta


# ── mail ────────────────────────────────────────────────────────────────────────────────────────


def _out_of_a_mail(lines: list[str], account: Account) -> tuple[list[str], dict[str, str]]:
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
        lines, inner = _out_of_a_mail(lines, account)
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
    named = bool(sender) and below == sender and len(line) <= _LONGEST_LINK and not SENTENCE_END.search(line)
    return bool(_CLOSING.fullmatch(line)) or named


# Units: lines from the end, and letters of a line with the office below a name.
_LONGEST_SIGNATURE, _LONGEST_OFFICE = 7, 80


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


# ── newsletters ─────────────────────────────────────────────────────────────────────────────────

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


def _unframed(lines: list[str], account: Account) -> list[str]:
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
        if at >= foot and (is_foot(at) or _LINKS.fullmatch(lines[at].strip()) or _is_label(lines[at]))
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


# ── websites ────────────────────────────────────────────────────────────────────────────────────


def _off_a_site(lines: list[str], account: Account) -> list[str]:
    """Without the menu above a text that was copied with its whole page, and what stands below it."""
    full = [at for at, line in enumerate(lines) if line.strip()]
    top = [at for at in full[:_AT_THE_TOP] if _is_of_a_site(lines[at].strip())]
    proof = any(_SKIP.fullmatch(lines[at].strip()) or _BREADCRUMBS.fullmatch(lines[at].strip()) or _COOKIES.fullmatch(lines[at].strip()) for at in top)  # fmt: skip
    last = top[-1] if top and proof else -1
    while last >= 0 and last + 1 < len(lines) and _MENU.fullmatch(lines[last + 1].strip()):
        last += 1
    path = _path_to_title(lines, full)
    last = max(last, path, _menu_at_the_top(lines, full))
    above = [at for at in full if at <= last]
    if above and (
        path == last
        or all(
            at in top or at > max(top, default=-1) or len(lines[at].strip()) <= _LONGEST_LINK for at in above
        )
    ):
        proof = True
        for at in above:
            account.drop(lines[at], SITE)
        lines = lines[last + 1 :]
    if proof:
        lines = _without_buttons(lines, account)
    lines = _without_end(lines, account, proof)
    full = [at for at, line in enumerate(lines) if line.strip()]
    for place, at in enumerate(full):
        line = lines[at].strip()
        if (
            place < len(full) - _AT_THE_END
            or place < 2
            or not (_SHARE.fullmatch(line) or _OWNED.fullmatch(line) or _BELOW.fullmatch(line))
        ):
            continue
        below = [lines[n].strip() for n in full[place:]]
        menu = [
            each
            for each in below
            if _SHARE.fullmatch(each)
            or _SOCIAL.fullmatch(each)
            or _LINKS.fullmatch(each)
            or _BELOW.fullmatch(each)
        ]
        sure = len(menu) >= 2 or (proof and (menu or _OWNED.fullmatch(line)))
        short = all(len(each) <= _LONGEST_LINK or _OWNED.fullmatch(each) or each in menu for each in below)
        if sure and short:
            for each in below:
                account.drop(each, SITE)
            return lines[:at]
    return lines


def _path_to_title(lines: Sequence[str], full: Sequence[int]) -> int:
    """Where a path through the site stands whose last part is the title below it, or -1."""
    for at, below in pairwise(full[:_AT_THE_TOP]):
        parts = [part.strip() for part in _STEPS.split(lines[at].strip(" >»›/"))]
        if len(parts) > 1 and parts[-1] and bare(parts[-1]) == bare(lines[below]):
            # One sentence among them is that of a banner.
            above = [lines[n].strip() for n in full if n < at]
            banner = [each for each in above if len(each) > _LONGEST_LINK or SENTENCE_END.search(each)]
            return at if len(banner) <= 2 and sum(map(len, banner)) <= 300 else -1
    return -1


def _menu_at_the_top(lines: Sequence[str], full: Sequence[int]) -> int:
    """Where short lines end at the very top, several of which only menus have, or -1."""
    end = next((n for n in range(full[0], len(lines)) if not lines[n].strip()), len(lines)) if full else 0
    group = [lines[n].strip() for n in range(full[0], end)] if full else []
    known = sum(bool(_MENU.fullmatch(each)) for each in group)
    return end - 1 if known > 1 and all(len(each) <= _LONGEST_LINK for each in group) else -1


def _without_buttons(lines: list[str], account: Account) -> list[str]:
    """Without buttons below the title of a page, and lines between paragraphs that lead to other pages."""
    found = list(lines)
    full = [at for at, line in enumerate(lines) if line.strip()]
    text = False
    for place, at in enumerate(full):
        line = lines[at].strip()
        text = text or bool(SENTENCE_END.search(line))
        alone = not "".join((*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])).strip()
        if (not text and 0 < place <= _BELOW_THE_TITLE and _BUTTON.fullmatch(line)) or (
            alone and _TEASER.fullmatch(line)
        ):
            account.drop(line, SITE)
            found[at] = ""
    return found


def _without_end(lines: list[str], account: Account, proof: bool) -> list[str]:
    """Without short lines behind the last sentence, some of which only pages have at their end."""
    full = [at for at, line in enumerate(lines) if line.strip()]
    start = len(full)
    while start and _is_label(lines[full[start - 1]]):
        start -= 1
    known = [
        n
        for n in range(start, len(full))
        if any(pattern.fullmatch(lines[full[n]].strip()) for pattern in (_SHARE, _SHARED, _SOCIAL, _OWNED, _BELOW, _LINKS, _TEASER))
    ]  # fmt: skip
    sure = any(
        pattern.fullmatch(lines[full[n]].strip())
        for n in known
        for pattern in (_SHARE, _SHARED, _OWNED, _BELOW, _TEASER)
    )
    announced = start > 0 and lines[full[start - 1]].rstrip().endswith((":", "："))
    if not proof and (not sure or announced):
        return lines
    if (
        not known
        or start < _AT_THE_TOP / 4
        or len(full) - start < _FEWEST_AT_THE_END
        or not (proof or len(known) > 1)
    ):
        return lines
    apart = not lines[full[start] - 1].strip()
    first = full[start if proof and apart else known[0]]
    for line in lines[first:]:
        account.drop(line, SITE)
    return lines[:first]


def _is_label(line: str) -> bool:
    """Whether a line is neither a sentence nor an item, a row or an address."""
    line = line.strip()
    if _OWNED.fullmatch(line):
        return True
    return (
        len(line) <= _LONGEST_LINK + 20
        and not SENTENCE_END.search(line)
        and not line.endswith(":")
        and not re.match(r"[-*•–+>]\s|\(?\w{1,2}[.)]\s|\|", line)
        and not re.search(r"\t| {3,}|@|\d[\d ]{4,}", line)
    )


_STEPS = re.compile(r"\s+[/>»›|·→]\s+")
# To be shared with what has a name in all languages.
_SHARED = re.compile(
    r"(?:\S+ ){1,3}(?:facebook\w*|twitter|linkedin|whatsapp|telegram|pinterest|instagram|mastodon|bluesky)(?: \S+)?|"
    r"(?:facebook|twitter|linkedin|whatsapp|telegram)(?: \S+){1,2}|"
    r"(?:per|via|med|by|par|por) (?:e-?mail|e-post|sms|courriel)(?: \S+)?|"
    r"(?:copy|kopier|kopiera|copier|copiar|skopiuj) (?:link|lenken?|länken?|le lien|enlace)|link kopieren",
    re.IGNORECASE,
)
_BELOW_THE_TITLE, _FEWEST_AT_THE_END = 6, 2
_BUTTON = re.compile(
    r"(?:listen|share|print|save|follow|lytt|lyssna|dela?|del saken|lagre|spara|skriv ut|følg|vorlesen|anhören|teilen|drucken|merken|écouter|partager|imprimer|escuchar|compartir|imprimir|posłuchaj|udostępnij|drukuj|слухати|поділитися|استمع|شارك|分享|打印|सुनें|साझा करें)",
    re.IGNORECASE,
)
_TEASER = re.compile(
    r"(?:les også|les mer|læs også|läs (?:också|även|mer)|read (?:more|also|next)|lesen sie auch|mehr zum thema|(?:à )?lire aussi|lea también|leer más|czytaj (?:też|także|więcej)|zobacz też|читайте також|leggi anche|lees ook)\s?[:：]\s?.{3,100}",
    re.IGNORECASE,
)


def _is_of_a_site(line: str) -> bool:
    return bool(
        _SKIP.fullmatch(line)
        or _BREADCRUMBS.fullmatch(line)
        or (_COOKIES.fullmatch(line) and _CONSENT.search(line))
    )


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def _off_pages(lines: list[str], account: Account) -> list[str]:
    """Without page numbers and what stands beside them on every page; a sentence that a page broke goes on."""
    lines = "\n".join(lines).replace("\f", "\n\f\n").split("\n")
    ends = [at for at, line in enumerate(lines) if line == "\f"]
    numbers = [at for at, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.strip())]
    # A number alone is one of a page only where a page ends.
    numbers += [n for at in ends for n in _beside(lines, at) if re.fullmatch(r"\d{1,3}", lines[n].strip())]
    numbers += _numbered_furniture(lines)
    numbers += _running_heads(lines)
    numbers += [at for at, line in enumerate(lines) if _PRINTED.fullmatch(line.strip())]
    full = [at for at, line in enumerate(lines) if line.strip(" \f")]
    if len(numbers) == 1 and full and numbers[0] == full[-1] and re.search(r"\d\D+\d", lines[full[-1]]):
        # The only page of one.
        account.drop(lines[full[-1]], PAGE_FURNITURE)
        return lines[: full[-1]]
    lines = [line.strip("\f") for line in lines]
    if len(numbers) < 2 and not (numbers and ends):
        return lines
    # The only line between two numbers stands beside both, and once.
    places = {n for at in numbers for n in _beside(lines, at)}
    near = Counter(line for n in places if 0 < len(line := lines[n].strip()) <= 100)
    running = {line for line, count in near.items() if count >= 2 and count >= len(numbers) - 1}
    gone = {*numbers, *(n for at in numbers for n in _beside(lines, at) if lines[n].strip() in running)}
    found: list[str] = []
    at = 0
    while at < len(lines):
        if at not in gone:
            found.append(lines[at])
            at += 1
            continue
        account.drop(lines[at], PAGE_FURNITURE)
        end = at + 1
        while end < len(lines) and (end in gone or not lines[end].strip()):
            if end in gone:
                account.drop(lines[end], PAGE_FURNITURE)
            end += 1
        while found and not found[-1].strip():
            found.pop()
        if found and end < len(lines) and _goes_on(found[-1], lines[end]):
            found[-1] = f"{found[-1]} {lines[end].strip()}"
            end += 1
        else:
            found.append("")
        at = end
    return found


def _numbered_furniture(lines: Sequence[str]) -> list[int]:
    """Lines that say the same on page after page, far from a number that counts the pages."""
    pages: dict[str, list[tuple[int, int]]] = {}
    for at, line in enumerate(lines):
        match = _FURNITURE.fullmatch(line.strip())
        alone = not "".join((*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])).strip()
        if match and alone:
            words, number = (match[1], match[2]) if match[1] else (match[4], match[3])
            pages.setdefault(" ".join(words.split()), []).append((at, int(number)))
    return [
        at
        for found in pages.values()
        if len(found) > 1 and all(b[1] - a[1] == 1 for a, b in pairwise(found))
        for at, _ in found
    ]


def _without_letterhead(lines: list[str], account: Account) -> list[str]:
    """Without the name of who publishes a leaflet above its title, where the last line begins with it again."""
    full = [at for at, line in enumerate(lines) if line.strip()]
    if len(full) < _SHORTEST_LEAFLET:
        return lines
    end = next(at for at in range(full[0], len(lines) + 1) if at == len(lines) or not lines[at].strip())
    name, last = lines[full[0]].strip(), lines[full[-1]].strip()
    alone = not lines[full[-1] - 1].strip()
    again = bare(last).startswith(bare(name)) and 0 < len(bare(name)) < len(bare(last))
    short = all(len(lines[at].strip()) <= _LONGEST_LINK and not SENTENCE_END.search(lines[at]) for at in range(full[0], end))  # fmt: skip
    # Below it stands the title, and what stands at the end says nothing.
    below = next(at for at in full if at > end) if full[-1] > end else full[0]
    titled = (
        len(lines[below].strip()) <= 2 * _LONGEST_LINK and not "".join(lines[below + 1 : below + 2]).strip()
    )
    said = SENTENCE_END.search(last) or SENTENCE_END.search(lines[below])
    if not (again and alone and short and titled and not said and end - full[0] <= 2 and len(last) <= 2 * _LONGEST_LINK):  # fmt: skip
        return lines
    for at in (*range(full[0], end), full[-1]):
        account.drop(lines[at], PAGE_FURNITURE)
    return lines[end : full[-1]]


_SHORTEST_LEAFLET = 6


def _running_heads(lines: Sequence[str]) -> list[int]:
    """Lines in two parts, left and right, that say the same at the very top and further below."""
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if re.fullmatch(r"\S.{3,60}?(?: {4,}|\t)\S.{0,40}", line.strip()) and not line.strip().startswith(
            "|"
        ):
            alone = not "".join((*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])).strip()
            places.setdefault(" ".join(line.split()) if alone else "", []).append(at)
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    return [
        at for said, found in places.items() if said and len(found) > 1 and found[0] == first for at in found
    ]


_FURNITURE = re.compile(
    r"(\S.{8,90}?)(?:\s{3,}|\t)(?:(?:page|side|sida|seite|página|pagina|strona|s|p|str)\.?\s)?(\d{1,3})|(\d{1,3})(?:\s{3,}|\t)(\S.{8,90})",
    re.IGNORECASE,
)
# What browsers print above and below a page.
_PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}(?: ?[AP]M)?\s{2,}\S.*|(?:https?://|file:)\S+\s{2,}\d{1,3}\s?/\s?\d{1,3}",
    re.IGNORECASE,
)


def _goes_on(above: str, below: str) -> bool:
    """Whether a page ended in the middle of a sentence."""
    return below.lstrip()[:1].islower() and not re.search(r"[.!?:;]\W*$", above)


def _beside(lines: Sequence[str], at: int) -> list[int]:
    """The nearest lines that are not empty, above and below."""
    above = next((n for n in range(at - 1, max(at - 5, -1), -1) if lines[n].strip()), None)
    below = next((n for n in range(at + 1, min(at + 5, len(lines))) if lines[n].strip()), None)
    return [n for n in (above, below) if n is not None]


# ── lists of contents ───────────────────────────────────────────────────────────────────────────

CONTENTS = "it is a list of contents, which every edition makes for itself"
_CONTENTS = re.compile(
    r"\W*(?:(?:table of )?contents|on this page|in this (?:leaflet|guide|article|booklet)|innhold(?:sfortegnelse)?|innhald|på denne siden|inhalt(?:sverzeichnis)?|auf dieser seite|indhold|innehåll|sommaire|table des matières|sur cette page|índice|contenidos?|en esta página|spis treści|зміст|目录|目錄|المحتويات|विषय[- ]सूची)\W*",
    re.IGNORECASE,
)
_LONGEST_ENTRY = 100
_ENTRY = re.compile(r"\s*(?:[-*•–]|\d{1,2}(?:\.\d{1,2})*[.)]?)?\s*(.+?)(?:[\s.…·_]+\d{1,3})?\s*")


def _without_contents(lines: list[str], account: Account) -> list[str]:
    """Without a list of what stands below it, word for word."""
    start = next((at for at, line in enumerate(lines[:60]) if _CONTENTS.fullmatch(line)), None)
    if start is None:
        return lines
    places = Counter(_entry(line) for line in lines[start + 1 :])
    entries: dict[str, int] = {}
    for at in range(start + 1, len(lines)):
        entry = _entry(lines[at])
        # What names no heading, or is the first heading itself, stands below the list.
        if entry and (
            places[entry] < 2
            or entry in entries
            or len(lines[at]) > _LONGEST_ENTRY
            or re.search(r"[^.][.!]$", lines[at])
        ):
            break
        if entry:
            entries[entry] = at
    if len(entries) < 2:
        return lines
    last = max(entries.values()) + 1
    for line in lines[start:last]:
        account.drop(line, CONTENTS)
    return [*lines[:start], *lines[last:]]


def _entry(line: str) -> str:
    match = _ENTRY.fullmatch(line)
    return bare(match[1]) if match else ""
