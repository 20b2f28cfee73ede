"""Archives: the zip file that a workbook is, without the time at which it was made."""

from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_STORED = "mimetype"  # what an ODF file opens with, as plain bytes
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say

Change = Callable[[bytes], bytes]


def repacked(content: bytes, changes: Mapping[str, Change]) -> bytes:
    """Return a zip file with the same parts in the same order, each dated alike.

    Parameters
    ----------
    content : bytes
        The zip file.
    changes : mapping of str to callable
        What is done to some of its parts, by name.
    """
    memory = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(memory, "w") as new:
        for part in old.infolist():
            info = ZipInfo(part.filename, _EPOCH)
            info.compress_type = ZIP_STORED if part.filename == _STORED else ZIP_DEFLATED
            change = changes.get(part.filename, bytes)
            new.writestr(info, change(old.read(part)))
    return memory.getvalue()
