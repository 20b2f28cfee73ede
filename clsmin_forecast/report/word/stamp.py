"""The stamp: which run and scenario a document was filled from, kept in its properties.

Word keeps custom properties through every change that an analyst makes (File, Info, Properties,
Advanced), so that the next refresh can say what the document held before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ...errors import InputError
from ..record import About
from .package import CORE, Package

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TEXTS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_DC, _TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_RUN, _TEXT = "Forecast run", "Forecast in plain text"
_PROGRAMS = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the set of properties that programs add
_FIRST = 2  # the number of its first property: 0 and 1 are kept back


@dataclass(frozen=True)
class Stamp:
    """What a document was filled from, each as ``RUN (SCENARIO)``; nothing if it never was."""

    run: str = ""  # its controls and charts
    text: str = ""  # the oldest of its text that was in ``{{ }}`` once; no refresh finds that again

    def require_one_run(self, name: str, now: str) -> None:
        """Refuse to put what is from a run now beside text that another run's marks left."""
        if self.text not in ("", now):
            raise InputError(
                f"{name}: what stood in {{{{ }}}} in its template is plain text of run "
                f"{self.text}, and would stand beside what is new of run {now}. Fill the template "
                "again; or, where that text may stay, delete the property 'Forecast in plain text' "
                "(File, Info, Properties, Advanced)."
            )

    def changes(self, now: str) -> list[str]:
        """Return what changes for the reader when a document is filled from a run now.

        Examples
        --------
        >>> Stamp("1a (central)").changes("2b (ceases)")
        ['was filled from run 1a (central), now from run 2b (ceases).']
        """
        before = self.run not in ("", now)
        return [f"was filled from run {self.run}, now from run {now}."] if before else []

    def remains(self, now: str) -> list[str]:
        """Return what does not change with the run although it came from one."""
        if self.text in ("", now):
            return []
        return [
            "what stood in {{ }} in its template is plain text now, and still says what run "
            f"{self.text} said; only content controls and tagged pictures are refreshed. Fill the "
            "template again to have all of it from one run."
        ]


def read_stamp(package: Package) -> Stamp:
    """Return what a document was filled from before."""
    held = {each.get("name"): "".join(each.itertext()) for each in _custom(package)}
    return Stamp(held.get(_RUN, ""), held.get(_TEXT, ""))


def stamp(package: Package, now: Stamp, about: About, dated: Sequence[str]) -> None:
    """Write a stamp and dates into the properties of a document."""
    custom = _custom(package)
    for name, text in {_RUN: now.run, _TEXT: now.text}.items():
        if text:
            _keep(custom, name, text)
    package.put_custom(custom)
    if CORE in package.parts:
        root = package.tree(CORE)
        _property(root, f"{_DC}identifier").text = about.run_id
        for name in dated:
            element = _property(root, f"{_TERMS}{name}")
            element.set(_TYPE, "dcterms:W3CDTF")
            element.text = f"{about.as_at.isoformat()}T00:00:00Z"
        package.put(CORE, root)


def _custom(package: Package) -> Any:
    tag = f"{{{_CUSTOM}}}Properties"
    if package.custom not in package.parts:
        return etree.Element(tag, nsmap={None: _CUSTOM, "vt": _TEXTS})
    root = package.tree(package.custom)
    if root.tag != tag:
        raise InputError(f"{package.name}: {package.custom} does not hold properties, as said.")
    return root


def _keep(custom: Any, name: str, text: str) -> None:
    found = next((each for each in custom if each.get("name") == name), None)
    if found is None:
        numbers = [int(each.get("pid")) for each in custom if str(each.get("pid")).isdecimal()]
        last = max(numbers, default=_FIRST - 1)
        kept = {"fmtid": _PROGRAMS, "pid": str(last + 1), "name": name}
        found = etree.SubElement(custom, f"{{{_CUSTOM}}}property", kept)
    del found[:]
    etree.SubElement(found, f"{{{_TEXTS}}}lpwstr").text = text


def _property(root: Any, tag: str) -> Any:
    found = root.find(tag)
    return etree.SubElement(root, tag) if found is None else found
