"""kbtool compiles a self-service FAQ knowledge base in git into a help site and a search index."""

__all__ = ["__version__"]

__version__ = "0.1.0"
