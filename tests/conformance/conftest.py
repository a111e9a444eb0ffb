"""The ebooks that tests make of a few lines, here too."""

from tests.ebook.conftest import book, document, engines, theme

__all__ = ["book", "document", "engines", "theme"]
