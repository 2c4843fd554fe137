"""Sources on the web: pages recorded as a crawl, and files, fetched politely and behind a guard."""

from danlu.fetching.web.web import Web

__all__ = ["Web"]
