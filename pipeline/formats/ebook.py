class Ebook:
    name='ebook'
