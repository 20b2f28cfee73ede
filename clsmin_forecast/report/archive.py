"""Archives: the zip file that a workbook or a paper is, the same bytes whenever it is made."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_STORED = "mimetype"  # what a file of the open format begins with, as plain bytes
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip file of some parts in their order, without the time or the system it is made on.

    Examples
    --------
    >>> unpack(pack({"a.xml": b"<a/>"}))
    {'a.xml': b'<a/>'}
    """
    memory = BytesIO()
    with ZipFile(memory, "w") as file:
        for part, content in parts.items():
            info = ZipInfo(part, _EPOCH)
            info.compress_type = ZIP_STORED if part == _STORED else ZIP_DEFLATED
            info.create_system, info.external_attr = 0, 0
            file.writestr(info, content)
    return memory.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the parts of a zip file of our own making, in their order."""
    with ZipFile(BytesIO(content)) as file:
        return {part: file.read(part) for part in file.namelist()}
