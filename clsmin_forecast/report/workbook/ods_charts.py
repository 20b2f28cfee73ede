"""Charts in the open format: a document of its own for each, which the workbook holds."""

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.utility import xl_range

from .sheet import FONT, HIGH, POUND, WIDE, Chart, Corners

_KIND = "application/vnd.oasis.opendocument.chart"
_INCH = 96  # dots
_SPACES = " ".join(
    f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for each, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "chart": "chart",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible", "number": "datastyle",
        "draw": "drawing",
    }.items()
)  # fmt: skip
_BARE = '<style:graphic-properties draw:fill="none" draw:stroke="none"/>'
_NUMBERS = {
    POUND: '<number:currency-style style:name="N"><number:currency-symbol number:language="en" '
    'number:country="GB">£</number:currency-symbol><number:number number:decimal-places="0" '
    'number:min-integer-digits="1" number:grouping="true"/></number:currency-style>',
    "": '<number:percentage-style style:name="N"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>',
}


def frame(chart: Chart, number: int, left: float, top: float) -> str:
    """Return what shows a chart on a sheet, so many centimetres from its corner."""
    wide, high = (f"{dots * 2.54 / _INCH:.2f}cm" for dots in (WIDE, HIGH))
    return (
        f'<draw:frame draw:z-index="{number}" svg:width="{wide}" svg:height="{high}" '
        f'svg:x="{left:.2f}cm" svg:y="{top:.2f}cm"><draw:object xlink:href="./{_name(number)}" '
        'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
        f"<svg:title>{escape(chart.title)}</svg:title><svg:desc>{escape(chart.alt)}</svg:desc>"
        "</draw:frame>"
    )


def _name(number: int) -> str:
    return f"Object {number + 1}"


def add_charts(parts: Mapping[str, bytes], charts: Sequence[Chart]) -> dict[str, bytes]:
    """Return the parts of a workbook with those of its charts."""
    listed, added = "", {}
    for number, chart in enumerate(charts):
        name = _name(number)
        added[f"{name}/content.xml"] = _document(chart).encode()
        listed += (
            f'<manifest:file-entry manifest:full-path="{name}/" manifest:media-type="{_KIND}"/>'
            f'<manifest:file-entry manifest:full-path="{name}/content.xml" '
            'manifest:media-type="text/xml"/>'
        )
    manifest, end = "META-INF/manifest.xml", b"</manifest:manifest>"
    return {**parts, manifest: parts[manifest].replace(end, listed.encode() + end), **added}


def _document(chart: Chart) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} '
        f'office:version="1.2"><office:automatic-styles>{"".join(_styles(chart))}'
        f"</office:automatic-styles><office:body><office:chart>{''.join(_body(chart))}"
        "</office:chart></office:body></office:document-content>"
    )


def _styles(chart: Chart) -> Iterator[str]:
    yield _NUMBERS[POUND if chart.number.startswith(POUND) else ""]
    text = f'<style:text-properties fo:font-family="{FONT}" fo:font-size="{{}}pt"{{}}/>'
    bold = text.format(14, ' fo:font-weight="bold"')
    plain = text.format(12, "")
    end = "" if chart.most is None else f' chart:maximum="{chart.most:g}"'
    shape = ' chart:stacked="true" chart:overlap="100"' if chart.stacked else ""
    properties = {
        "Title": bold,
        "Chart": '<style:graphic-properties draw:fill="solid" draw:fill-color="#ffffff" '
        'draw:stroke="solid" svg:stroke-color="#d9d9d9"/>',
        "Legend": f"{_BARE}{plain}",
        "Wall": _BARE,
        "Plot": f'<style:chart-properties chart:include-hidden-cells="false"{shape}/>',
        "Years": f'<style:chart-properties chart:display-label="true"/>{plain}',
        "Values": '<style:chart-properties chart:display-label="true" chart:minimum="0" '
        f'chart:link-data-style-to-source="false" chart:gap-width="80"{end}/>{plain}',
        "Grid": '<style:graphic-properties svg:stroke-color="#d9d9d9"/>',
    }
    for place, series in enumerate(chart.series):
        label = ' chart:data-label-number="value"' if series.labelled else ""
        properties[f"Series{place}"] = (
            f'<style:chart-properties chart:link-data-style-to-source="true"{label}/>'
            f'<style:graphic-properties draw:fill="solid" draw:fill-color="#{series.fill}" '
            f'draw:stroke="solid" svg:stroke-color="#{series.edge}"/>{plain}'
        )
    for name, inside in properties.items():
        data = ' style:data-style-name="N"' if name == "Values" else ""
        yield f'<style:style style:name="{name}" style:family="chart"{data}>{inside}</style:style>'


def _body(chart: Chart) -> Iterator[str]:
    yield (
        '<chart:chart chart:class="chart:bar" chart:style-name="Chart">'
        f'<chart:title chart:style-name="Title"><text:p>{escape(chart.title)}'
        "</text:p></chart:title>"
    )
    if len(chart.series) > 1:
        yield '<chart:legend chart:legend-position="bottom" chart:style-name="Legend"/>'
    years = quoteattr(_address(chart, chart.years))
    yield (
        '<chart:plot-area chart:style-name="Plot"><chart:axis chart:dimension="x" '
        'chart:name="primary-x" chart:style-name="Years">'
        f"<chart:categories table:cell-range-address={years}/></chart:axis>"
        '<chart:axis chart:dimension="y" chart:name="primary-y" chart:style-name="Values">'
        '<chart:grid chart:class="major" chart:style-name="Grid"/></chart:axis>'
    )
    for place, series in enumerate(chart.series):
        yield (
            f'<chart:series chart:class="chart:bar" chart:style-name="Series{place}" '
            f"chart:values-cell-range-address={quoteattr(_address(chart, series.cells))} "
            f"chart:label-cell-address={quoteattr(_address(chart, series.heading))}/>"
        )
    yield '<chart:wall chart:style-name="Wall"/></chart:plot-area></chart:chart>'


def _address(chart: Chart, corners: Corners) -> str:
    cells = dict.fromkeys(xl_range(*corners).split(":"))
    return ":".join(f"'{chart.sheet}'.{cell}" for cell in cells)
