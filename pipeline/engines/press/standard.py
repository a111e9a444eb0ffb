"""What makes a PDF a PDF/X-4: its output intent, its description, and what must not be in it.

Input: a document and plain values. Output: the same document, changed. Source: ISO 15930-7.
"""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID, uuid5
from xml.sax.saxutils import escape

VERSION = "1.6"
PRODUCER = "smallprint"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
   <pdf:Producer>{producer}</pdf:Producer>
   <pdf:Trapped>False</pdf:Trapped>
   <xmp:CreatorTool>{producer}</xmp:CreatorTool>
   <xmp:CreateDate>{date}T00:00:00Z</xmp:CreateDate>
   <xmp:ModifyDate>{date}T00:00:00Z</xmp:ModifyDate>
   <xmp:MetadataDate>{date}T00:00:00Z</xmp:MetadataDate>
   <xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>
   <xmpMM:InstanceID>uuid:{instance}</xmpMM:InstanceID>
   <xmpMM:VersionID>1</xmpMM:VersionID>
   <xmpMM:RenditionClass>default</xmpMM:RenditionClass>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def stamp(date: str) -> str:
    """An ISO date as PDF writes it."""
    return f"D:{date.replace('-', '')}000000Z"


def bare(document: Any) -> None:
    """Takes out all that belongs to screens and readers: structure, links, actions, attachments, forms, layers."""
    for key in list(document.Root.keys()):
        if key not in ("/Type", "/Pages"):
            del document.Root[key]


def describe(document: Any, *, title: str, date: str, identifier: bytes) -> None:
    """The description, in both the places where readers look."""
    from pikepdf import Array, Dictionary, Name, String

    # XML has no control characters, and both places must say the same.
    title = "".join(letter for letter in title if letter >= " ")
    when = String(stamp(date))
    document.trailer.Info = document.make_indirect(
        Dictionary(
            Title=String(title), Producer=String(PRODUCER), Creator=String(PRODUCER), CreationDate=when, ModDate=when,
            Trapped=Name("/False"),
        )
    )  # fmt: skip
    identity = UUID(bytes=identifier.ljust(16, b"\0")[:16])
    description = document.make_stream(
        _XMP.format(
            title=escape(title),
            producer=PRODUCER,
            date=date,
            document=identity,
            instance=uuid5(identity, date),
        ).encode(),
        Dictionary(Type=Name.Metadata, Subtype=Name.XML),
    )
    document.Root.Metadata = document.make_indirect(description)
    document.trailer.ID = Array([String(identifier), String(identifier)])


def intend(document: Any, *, profile: bytes, identifier: str, name: str, registry: str) -> None:
    """The printing condition that the numbers are meant for."""
    from pikepdf import Array, Dictionary, Name, String

    stream = document.make_stream(profile, Dictionary(N=4))
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=String(identifier), Info=String(name),
        OutputCondition=String(name), DestOutputProfile=document.make_indirect(stream),
    )  # fmt: skip
    if registry:
        intent.RegistryName = String(registry)
    document.Root.OutputIntents = Array([document.make_indirect(intent)])


def keep(document: Any, date: str, **private: Any) -> None:
    """What smallprint itself reads again. Source: ISO 32000-1 14.5."""
    from pikepdf import Dictionary, String

    document.Root.PieceInfo = Dictionary(
        smallprint=Dictionary(
            LastModified=String(stamp(date)),
            Private=Dictionary({f"/{key}": part for key, part in private.items()}),
        )
    )


def saved(document: Any) -> bytes:
    """The file, the same for the same document."""
    import pikepdf

    output = io.BytesIO()
    document.save(
        output, force_version=VERSION, deterministic_id=True, compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )  # fmt: skip
    return output.getvalue()
