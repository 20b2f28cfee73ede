"""Files that someone asked for by name: each whole, and with the rights of what it replaces."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from ..errors import InputError


def put(contents: Mapping[Path, bytes]) -> None:
    """Write files, each at one stroke; a link leads to the file that is replaced.

    Raises
    ------
    InputError
        If one belongs to someone else, and that cannot be kept.
    """
    drafts = dict[Path, Path]()
    try:
        for file, content in contents.items():
            place = file.resolve()
            # Beside the file itself, so that moving it is a rename and never a copy.
            drafts[place] = place.with_name(f".{uuid4().hex}{place.suffix}")
            drafts[place].touch()
            if place.exists():
                like(drafts[place], place)  # first, so that nobody else can read what follows
            drafts[place].write_bytes(content)
        for place, draft in drafts.items():
            os.replace(draft, place)
    except OSError as error:
        asked = {str(draft): str(place) for place, draft in drafts.items()}
        if not (place_of := asked.get(str(error.filename))):
            raise
        raise type(error)(error.errno, error.strerror, place_of) from None
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def like(draft: Path, target: Path) -> None:
    """Give a draft the owner and the rights of the file that it replaces.

    Raises
    ------
    InputError
        If that belongs to someone else.
    """
    old, new = target.stat(), draft.stat()
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        try:
            os.chown(draft, old.st_uid, old.st_gid)
        except PermissionError:
            raise InputError(
                f"{target} belongs to someone else, and would be yours; name another file."
            ) from None
    shutil.copystat(target, draft)
