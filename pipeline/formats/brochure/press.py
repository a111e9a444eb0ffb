"""The pages of a brochure as sheets for a press.

Input: what WeasyPrint wrote, the layout that it wrote. Output: PDF/X-4 and what is wrong with it. Must not: lay out.
"""

from __future__ import annotations
