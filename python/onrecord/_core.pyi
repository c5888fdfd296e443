from typing import Final

__all__ = ["SCHEMA_VERSION", "__version__", "read"]

SCHEMA_VERSION: Final[str]
__version__: Final[str]

def read(text: str, title: str | None = None) -> str: ...
