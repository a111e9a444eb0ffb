"""What stands around a text that came by mail, out of a browser or off printed pages, and is none of it.

Input: text. Output: the text without it, and what it says of the text: a title, a day. Everything that goes is in the account.
"""

from __future__ import annotations

from pipeline.importing import dialects, mails, printed, websites
from pipeline.importing.draft import Account


def removed(text: str, account: Account) -> tuple[str, dict[str, str]]:
    """The text alone, and what is known of it from around it."""
    lines, meta = mails.out_of_a_mail(text.split("\n"), account)
    lines = mails.unframed(lines, account)
    lines = websites.off_a_site(lines, account)
    lines = printed.without_letterhead(printed.off_pages(lines, account), account)
    lines = dialects.plain(printed.without_contents(lines, account), account)
    return "\n".join(lines), meta
