"""A book's ONIX for Books 3.0 record, in reference names: what shops, libraries and wholesalers import.

Input: an offer and its publication. Output: the bytes of a message with one product.
Must not: claim what the book's facts do not bear out; name a price, which is the shop's to know.
Source: ONIX for Books 3.0.8, code lists as cited; docs/distribution.md says which code follows from which fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.distribution import File, Offer, address, isbn, plain
from pipeline.distribution.languages import codes
from pipeline.publication import Publication
from pipeline.rendition.book import Access, Book, Contributor

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://ns.editeur.org/onix/3.0/reference"
# List 196, by the word of schema.org.
FEATURES = {
    "tableOfContents": "11",
    "index": "12",
    "readingOrder": "13",
    "alternativeText": "14",
    "longDescription": "15",
    "MathML": "17",
    "ChemML": "18",
    "printPageNumbers": "19",
    "pageBreakMarkers": "19",
    "synchronizedAudioText": "20",
    "ttsMarkup": "21",
    "structuralNavigation": "29",
    "ARIA": "30",
    "latex": "35",
    "displayTransformability": "36",
    "pageNavigation": "41",
    "describedMath": "53",
}
# What EPUB Accessibility 1.1 at WCAG 2.2 AA means: 04 the one, 82 and 85 the other, and of its rules 22 (3.1.1 and
# 3.1.2, language of the page and of its parts), 25 (1.4.1, use of colour), 26 (1.4.3, contrast).
CONFORMING = ("04", "22", "25", "26", "82", "85")
# List 143: no known hazards, or each by itself.
HAZARDS = {
    "none": "00",
    "flashing": "13",
    "noFlashingHazard": "14",
    "sound": "15",
    "noSoundHazard": "16",
    "motionSimulation": "17",
    "noMotionSimulationHazard": "18",
}


def record(offer: Offer, publication: Publication) -> bytes:
    """The record. Shape: its dates are the book's; a withdrawn book's record says that it is."""
    from lxml import etree

    # The stubs of lxml know no name space without a prefix.
    root = etree.Element("ONIXMessage", {"release": "3.0"}, nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    _header(root, offer.book, publication)
    product = _add(root, "Product")
    _add(product, "RecordReference", offer.book.identifier)
    _add(product, "NotificationType", "03")
    _add(product, "RecordSourceType", "01")
    _add(product, "RecordSourceName", publication.publisher)
    _identifiers(product, offer.book, publication)
    _description(product, offer, publication)
    _collateral(product, offer, publication)
    _publishing(product, offer, publication)
    etree.indent(root, " ")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def accessibility(access: Access) -> tuple[str, ...]:
    """The codes of list 196 that follow from what is known of a book's accessibility, in order."""
    found = {FEATURES[feature] for feature in access.features if feature in FEATURES}
    if access.conforms:
        found |= set(CONFORMING)
    if "textual" in access.sufficient:
        found.add("52")
        if "36" in found:
            found.add("10")
    else:
        found.add("09")
    return tuple(sorted(found))


def _header(root: _Element, book: Book, publication: Publication) -> None:
    header = _add(root, "Header")
    sender = _add(header, "Sender")
    _add(sender, "SenderName", publication.publisher)
    if publication.contact and publication.contact.email:
        _add(sender, "EmailAddress", publication.contact.email)
    _add(header, "SentDateTime", f"{_day(book.modified)}T0000Z")


def _identifiers(product: _Element, book: Book, publication: Publication) -> None:
    number = isbn(book.own_identifier)
    own = None if number else book.own_identifier
    # List 5: trade takes an ISBN as 03, and besides as 15.
    values = (
        ("01", f"{publication.publisher} identifier", own),
        ("03", "", number),
        ("15", "", number),
        ("22", "", book.identifier),
    )
    for kind, name, value in values:
        if value:
            identifier = _add(product, "ProductIdentifier")
            _add(identifier, "ProductIDType", kind)
            if name:
                _add(identifier, "IDTypeName", name)
            _add(identifier, "IDValue", value)


def _description(product: _Element, offer: Offer, publication: Publication) -> None:
    book = offer.book
    detail = _add(product, "DescriptiveDetail")
    _add(detail, "ProductComposition", "00")
    _add(detail, "ProductForm", "ED")
    _add(detail, "ProductFormDetail", "E101")
    _add(detail, "ProductFormDetail", "E200")
    _features(detail, book, publication)
    _add(detail, "PrimaryContentType", "10")
    if "visual" in book.access.modes:
        _add(detail, "ProductContentType", "07")
    _add(detail, "EpubTechnicalProtection", "00")
    # List 145: read aloud, which nothing in the file can forbid.
    usage = _add(detail, "EpubUsageConstraint")
    _add(usage, "EpubUsageType", "05")
    _add(usage, "EpubUsageStatus", "01")
    title = _add(detail, "TitleDetail")
    _add(title, "TitleType", "01")
    element = _add(title, "TitleElement")
    _add(element, "TitleElementLevel", "01")
    _add(element, "TitleText", book.title, language=book.lang)
    if book.subtitle:
        _add(element, "Subtitle", book.subtitle, language=book.lang)
    for number, person in enumerate(book.contributors, 1):
        _contributor(detail, number, person, publication)
    if not book.contributors:
        _add(detail, "NoContributor")
    if book.release:
        _add(detail, "EditionNumber" if _counts(book.release) else "EditionStatement", book.release)
    _language(detail, book.lang)
    for kind, value, unit in (("08", book.pages, "03"), ("22", offer.files[0].size, "17")):
        if value:
            extent = _add(detail, "Extent")
            _add(extent, "ExtentType", kind)
            _add(extent, "ExtentValue", str(value))
            _add(extent, "ExtentUnit", unit)
    _subjects(detail, book, publication)
    if book.audience:
        _add(detail, "AudienceDescription", book.audience, language=book.lang)


def _features(detail: _Element, book: Book, publication: Publication) -> None:
    def add(kind: str, value: str, text: str = "", lang: str | None = None) -> None:
        feature = _add(detail, "ProductFormFeature")
        _add(feature, "ProductFormFeatureType", kind)
        _add(feature, "ProductFormFeatureValue", value)
        if text:
            _add(feature, "ProductFormFeatureDescription", text, language=lang)

    access = book.access
    if access.summary:
        add("09", "00", access.summary, access.lang)
    for code in accessibility(access):
        add("09", code)
    contact = publication.contact
    if access.conforms:
        add("09", "90", book.publisher or publication.publisher)
        if contact and contact.url:
            add("09", "93", contact.url)
    if contact and contact.email:
        add("09", "99", contact.email)
    if access.hazard in HAZARDS:
        add("12", HAZARDS[access.hazard])
    add("15", "101F")


def _contributor(detail: _Element, number: int, person: Contributor, publication: Publication) -> None:
    """Everybody in the byline is an author, as in the book itself; what a role says of them stands with the name."""
    contributor = _add(detail, "Contributor")
    _add(contributor, "SequenceNumber", str(number))
    _add(contributor, "ContributorRole", "A01")
    corporate = person.name in (publication.publisher, person.organisation)
    _add(contributor, "CorporateName" if corporate else "PersonName", person.name)
    organisation = None if corporate else person.organisation
    if person.role or organisation:
        affiliation = _add(contributor, "ProfessionalAffiliation")
        if person.role:
            _add(affiliation, "ProfessionalPosition", person.role)
        if organisation:
            _add(affiliation, "Affiliation", organisation)


def _language(detail: _Element, lang: str) -> None:
    known = codes(lang)
    language = _add(detail, "Language")
    _add(language, "LanguageRole", "01")
    _add(language, "LanguageCode", known.language)
    if known.country:
        _add(language, "CountryCode", known.country)
    if known.script:
        _add(language, "ScriptCode", known.script)


def _subjects(detail: _Element, book: Book, publication: Publication) -> None:
    if book.keywords:
        subject = _add(detail, "Subject")
        _add(subject, "SubjectSchemeIdentifier", "20")
        words = "; ".join(word.replace(";", ",") for word in book.keywords)
        _add(subject, "SubjectHeadingText", words, language=book.lang)
    for topic in book.topics:
        subject = _add(detail, "Subject")
        _add(subject, "SubjectSchemeIdentifier", "24")
        _add(subject, "SubjectSchemeName", f"{publication.publisher} topics")
        _add(subject, "SubjectCode", topic)


def _collateral(product: _Element, offer: Offer, publication: Publication) -> None:
    book = offer.book
    texts = [("03", (book.description,) if book.description else ()), ("13", book.rights)]
    if not offer.cover and not any(lines for _, lines in texts):
        return
    detail = _add(product, "CollateralDetail")
    for kind, lines in texts:
        if lines:
            content = _add(detail, "TextContent")
            _add(content, "TextType", kind)
            _add(content, "ContentAudience", "00")
            text = _add(content, "Text", language=book.lang)
            text.set("textformat", "05")
            for line in lines:
                _add(text, "p", line)
    if offer.cover:
        _cover(detail, offer, offer.cover, publication)


def _cover(detail: _Element, offer: Offer, cover: File, publication: Publication) -> None:
    resource = _add(detail, "SupportingResource")
    _add(resource, "ResourceContentType", "01")
    _add(resource, "ContentAudience", "00")
    _add(resource, "ResourceMode", "03")
    version = _add(resource, "ResourceVersion")
    _add(version, "ResourceForm", "02")
    for kind, value in _measures(cover):
        feature = _add(version, "ResourceVersionFeature")
        _add(feature, "ResourceVersionFeatureType", kind)
        _add(feature, "FeatureValue", value)
    folder = f"{offer.record.rpartition('/')[0]}"
    _add(version, "ResourceLink", address(publication.base_url, cover.path, folder))


def _measures(file: File) -> Iterator[tuple[str, str]]:
    yield "01", "D502"
    if file.width and file.height:
        yield "02", str(file.height)
        yield "03", str(file.width)
    yield "07", str(file.size)
    yield "08", file.sha256


def _publishing(product: _Element, offer: Offer, publication: Publication) -> None:
    book = offer.book
    detail = _add(product, "PublishingDetail")
    publisher = _add(detail, "Publisher")
    _add(publisher, "PublishingRole", "01")
    _add(publisher, "PublisherName", book.publisher or publication.publisher)
    _add(detail, "PublishingStatus", "11" if offer.withdrawn else "04")
    for role, day in (("01", book.published), ("13", offer.withdrawn)):
        if day:
            date = _add(detail, "PublishingDate")
            _add(date, "PublishingDateRole", role)
            _add(date, "Date", _day(day)).set("dateformat", "00")


def _add(parent: _Element, name: str, text: str = "", *, language: str | None = None) -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text:
        element.text = plain(text)
    if language:
        element.set("language", codes(language).language)
    return element


def _day(date: str) -> str:
    return date.replace("-", "")


def _counts(release: str) -> bool:
    return release.isascii() and release.isdigit() and not release.startswith("0")
