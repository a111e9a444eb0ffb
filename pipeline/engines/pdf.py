"""Last hand on a PDF: what WeasyPrint cannot write, by pikepdf.

Input: PDF bytes. Output: PDF bytes, the same for the same input.
"""

from __future__ import annotations

import io


def finish(pdf: bytes, *, attachment: tuple[str, bytes], date: str, identifier: bytes) -> bytes:
    """The PDF with an attached file that carries a fixed date.

    Units: `date` is an ISO date; `identifier` 16 bytes.
    """
    import pikepdf
    from pikepdf import AttachedFileSpec, Dictionary, Name, String

    stamp = f"D:{date.replace('-', '')}000000Z"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        name, content = attachment
        spec = AttachedFileSpec(
            document, content, filename=name, mime_type="application/json", relationship=Name.Data,
            description="The disclaimers that this file owes, for smallprint prove",
        )  # fmt: skip
        document.attachments[name] = spec
        parameters = document.attachments[name].obj.EF.F.Params
        parameters.CreationDate = parameters.ModDate = String(stamp)
        document.attachments[name].obj.EF.F.Params = Dictionary(parameters)
        document.Root.AF = pikepdf.Array([document.attachments[name].obj])
        document.trailer.ID = pikepdf.Array([String(identifier), String(identifier)])
        output = io.BytesIO()
        document.save(
            output,
            static_id=False,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()
