class Ebook:
    name = "ebook"
