from typing import Final

__all__ = ["SCHEMA_VERSION", "__version__", "judge", "read"]

SCHEMA_VERSION: Final[str]
__version__: Final[str]

def judge(text: str, target: tuple[int, int], holder: tuple[int, int] | None = None) -> str | None: ...
def read(text: str, title: str | None = None) -> str: ...
