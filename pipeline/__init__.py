"""smallprint: one article in, a proved brochure, ebook and handout out.

The steps, in the order in which `production` runs them::

    read -> parse -> check -> attach -> compose -> emit -> prove -> release

Upper layers import lower ones; the contract is in `pyproject.toml`.
"""

__version__ = "0.1.0"
