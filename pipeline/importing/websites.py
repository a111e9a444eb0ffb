"""What stands around a text on a website, and is none of it: a menu, a path, buttons, links to other pages, who owns it.

Input: lines of a page that somebody copied. Output: those of its text. Everything that goes is in the account.
Must not: take a line out because of one word; only what is in its place and shape goes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.importing.draft import Account
from pipeline.importing.marks import SENTENCE_END
from pipeline.importing.writing import bare

SITE = "it belongs to the website, not to the text"
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
# To be shared with what has a name in all languages.
_SHARED = re.compile(
    r"(?:\S+ ){1,3}(?:facebook\w*|twitter|linkedin|whatsapp|telegram|pinterest|instagram|mastodon|bluesky)(?: \S+)?|"
    r"(?:facebook|twitter|linkedin|whatsapp|telegram)(?: \S+){1,2}|"
    r"(?:per|via|med|by|par|por) (?:e-?mail|e-post|sms|courriel)(?: \S+)?|"
    r"(?:copy|kopier|kopiera|copier|copiar|skopiuj) (?:link|lenken?|länken?|le lien|enlace)|link kopieren",
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
LINKS = re.compile(r"[^|·•.]{2,30}(?:\s[|·•]\s[^|·•.]{2,30})+")
_STEPS = re.compile(r"\s+[/>»›|·→]\s+")
_BUTTON = re.compile(
    r"(?:listen|share|print|save|follow|lytt|lyssna|dela?|del saken|lagre|spara|skriv ut|følg|vorlesen|anhören|teilen|drucken|merken|écouter|partager|imprimer|escuchar|compartir|imprimir|posłuchaj|udostępnij|drukuj|слухати|поділитися|استمع|شارك|分享|打印|सुनें|साझा करें)",
    re.IGNORECASE,
)
_TEASER = re.compile(
    r"(?:les også|les mer|læs også|läs (?:också|även|mer)|read (?:more|also|next)|lesen sie auch|mehr zum thema|(?:à )?lire aussi|lea también|leer más|czytaj (?:też|także|więcej)|zobacz też|читайте також|leggi anche|lees ook)\s?[:：]\s?.{3,100}",
    re.IGNORECASE,
)
# What a menu may hold, and how far from the ends of a text it may be.
LONGEST_LINK, _AT_THE_TOP, _AT_THE_END = 40, 20, 12
_BELOW_THE_TITLE, _FEWEST_AT_THE_END = 6, 2


def off_a_site(lines: list[str], account: Account) -> list[str]:
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
            at in top or at > max(top, default=-1) or len(lines[at].strip()) <= LONGEST_LINK for at in above
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
            or LINKS.fullmatch(each)
            or _BELOW.fullmatch(each)
        ]
        sure = len(menu) >= 2 or (proof and (menu or _OWNED.fullmatch(line)))
        short = all(len(each) <= LONGEST_LINK or _OWNED.fullmatch(each) or each in menu for each in below)
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
            banner = [each for each in above if len(each) > LONGEST_LINK or SENTENCE_END.search(each)]
            return at if len(banner) <= 2 and sum(map(len, banner)) <= 300 else -1
    return -1


def _menu_at_the_top(lines: Sequence[str], full: Sequence[int]) -> int:
    """Where short lines end at the very top, several of which only menus have, or -1."""
    end = next((n for n in range(full[0], len(lines)) if not lines[n].strip()), len(lines)) if full else 0
    group = [lines[n].strip() for n in range(full[0], end)] if full else []
    known = sum(bool(_MENU.fullmatch(each)) for each in group)
    return end - 1 if known > 1 and all(len(each) <= LONGEST_LINK for each in group) else -1


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
    while start and is_label(lines[full[start - 1]]):
        start -= 1
    known = [
        n
        for n in range(start, len(full))
        if any(pattern.fullmatch(lines[full[n]].strip()) for pattern in (_SHARE, _SHARED, _SOCIAL, _OWNED, _BELOW, LINKS, _TEASER))
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


def is_label(line: str) -> bool:
    """Whether a line is neither a sentence nor an item, a row or an address."""
    line = line.strip()
    if _OWNED.fullmatch(line):
        return True
    return (
        len(line) <= LONGEST_LINK + 20
        and not SENTENCE_END.search(line)
        and not line.endswith(":")
        and not re.match(r"[-*•–+>]\s|\(?\w{1,2}[.)]\s|\|", line)
        and not re.search(r"\t| {3,}|@|\d[\d ]{4,}", line)
    )


def _is_of_a_site(line: str) -> bool:
    return bool(
        _SKIP.fullmatch(line)
        or _BREADCRUMBS.fullmatch(line)
        or (_COOKIES.fullmatch(line) and _CONSENT.search(line))
    )
