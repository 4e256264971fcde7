# SPDX-License-Identifier: Apache-2.0
"""One HTML page that can be sent to somebody: pictures are inside it, nothing is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from matplotlib.figure import Figure

from steelyard import __version__
from steelyard.simulator.report.pictures import as_svg
from steelyard.simulator.report.tables import Line


@dataclass(frozen=True)
class Section:
    """A heading with a sentence, a picture and a table below it, as far as there are any."""

    title: str
    text: str = ""
    figure: Figure | None = None
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()

    @property
    def picture(self) -> str:
        """As SVG, or nothing."""
        return as_svg(self.figure) if self.figure else ""


def page(title: str, facts: Sequence[Line], sections: Sequence[Section]) -> str:
    """`facts` say above everything what was simulated, with which assumptions. All text is escaped."""
    source = files(__package__).joinpath("page.html.j2").read_text()
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(source)
    return template.render(title=title, facts=facts, sections=sections, version=__version__) + "\n"
