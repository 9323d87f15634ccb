"""The parts of a dashboard: tiles and sections, the same on the page, in print and in the PDF."""

from dataclasses import dataclass, replace
from itertools import pairwise

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.templatetags.ui import number
from cases.models import Bottleneck, MonthlyUpdate, Outcome
from reports import charts, flow_map, periods
from reports.areas import Area
from reports.charts import Bar, Column
from reports.definitions import BESIDE, DISCLOSURE, FIGURES, OWN_AREA, OWN_CASES
from reports.disclosure import ASKED
from reports.figures import COMPARED, LASTED, REALISED, ROAD, STAGES, STEPS, YEARS
from reports.flow_map import Road
from reports.parts import Line, Names, Section, Tile
from reports.reading import Readings, change

_ASKED_LABELS = {
    "jobs_new": gettext_lazy("New jobs"),
    "jobs_retained": gettext_lazy("Retained jobs"),
    "capex": gettext_lazy("Investment"),
    "ha": gettext_lazy("Land"),
    "mw": gettext_lazy("Power"),
}
_CALLS = {
    "asked": gettext_lazy("Regions asked for locations"),
    "answered": gettext_lazy("Regions that answered"),
    "declined": gettext_lazy("of which declined"),
    "late": gettext_lazy("of which after the deadline"),
    "median": gettext_lazy("Days to answer, median"),
    "p80": gettext_lazy("Days to answer, P80"),
}

# Of lead times, in days.
INTERVALS = (*(f"{begin}–{end}" for begin, end in pairwise((0, *STEPS))), f"{STEPS[-1]}+")

STATES = {
    **{colour.value: colour.label for colour in MonthlyUpdate.Colour},
    "none": gettext_lazy("No monthly update"),
}


@dataclass(frozen=True)
class Board:
    """A dashboard of an area, ready to draw."""

    readings: Readings
    names: Names
    area: Area

    @property
    def _two(self) -> bool:
        return self.area.is_part and self.readings.beside

    @property
    def marks(self) -> bool:
        """Whether a number can be left out, of the area or of the country beside it."""
        shown = [self.readings.own, *([self.readings.nation] if self._two else [])]
        return any(reading.protected for reading in shown)

    def method(self) -> list[tuple[str, str]]:
        """What holds for all figures of the area: title and text."""
        found = []
        threshold = {"threshold": settings.SMALL_NUMBER_THRESHOLD}
        if self.area.organisation:
            found.append((_("Own cases"), str(OWN_CASES)))
        if self.marks:
            beside = "" if self.readings.own.protected else f"{BESIDE} "
            found.append((_("Protection of companies"), f"{beside}{DISCLOSURE % threshold}"))
        if self.area.province:
            found.append((_("Own area"), str(OWN_AREA)))
        return found

    def tiles(self) -> list[Tile]:
        """The numbers that a reader looks for first."""
        own, nation, before = self.readings.own, self.readings.nation, self.readings.before
        counts = [
            self._tile(
                code,
                own.show_count(code),
                nation.show_count(code),
                change(own, before, code) if code == "open" else "",
            )
            for code in ("open", "inflow", "outflow")
        ]
        amounts = [
            self._tile(code, own.show_amount(code), nation.show_amount(code))
            for code in ("jobs_new", "jobs_retained", "capex", "ha", "mw")
        ]
        return [*counts, self._lead_tile(), *amounts]

    def _tile(self, code: str, value: str, country: str, note: str = "") -> Tile:
        figure = FIGURES[code]
        if self._two:
            beside = _("Netherlands: %(number)s") % {"number": country}
            note = f"{note} · {beside}" if note else beside
        return Tile(str(figure.label), value, note, str(figure.definition))

    def _lead_tile(self) -> Tile:
        own, nation = self.readings.own, self.readings.nation
        note = _("P80: %(number)s") % {"number": own.show_days(ROAD, "p80")}
        if self._two:
            country = nation.show_days(ROAD, "median")
            note += " · " + _("Netherlands: %(number)s") % {"number": country}
        return Tile(
            _("Lead time, median (days)"),
            own.show_days(ROAD, "median"),
            note,
            str(FIGURES["lead"].definition),
        )

    def sections(self) -> list[Section]:
        """The figures below the tiles, in order."""
        return [
            self.funnel(),
            self.flow(),
            self.trend(),
            self.leads(),
            self.durations(),
            self.outcomes(),
            self.technologies(),
            self.bottlenecks(),
            self.places(),
            self.results(),
            self.realised(),
            self.satisfaction(),
            self.cooperation(),
        ]

    def _head(self, first: str, *others: str) -> list[str]:
        country = [_("Netherlands")] if self._two else []
        return [first, _("Cases"), *others, *country]

    def _cells(self, name: str, *others: str) -> list[str]:
        country = [self.readings.nation.show_count(name)] if self._two else []
        return [self.readings.own.show_count(name), *others, *country]

    def funnel(self) -> Section:
        """Running cases per stage, and the share that moved on."""
        own = self.readings.own
        lines, bars = [], []
        for stage in STAGES:
            share = own.show_share(f"reached:{stage}", f"entered:{stage}")
            name = f"stock:{stage}"
            lines.append(Line(str(stage.label), self._cells(name, share)))
            bars.append(Bar(str(stage.label), own.count(name)))
        lines.append(Line(_("Running together"), self._cells("open", ""), total=True))
        lines.append(Line(_("of which on hold"), self._cells("on_hold", "")))
        title = _("Funnel")
        definition = f"{FIGURES['stock'].definition} {FIGURES['conversion'].definition}"
        head = self._head(_("Stage"), _("Moves on"))
        return Section("stock", title, definition, head, lines, charts.funnel(title, bars))

    def flow(self) -> Section:
        """What came and went per quarter."""
        title = _("Inflow and outflow per quarter")
        legend = [str(FIGURES["inflow"].label), str(FIGURES["outflow"].label)]
        columns, lines = [], []
        for end, reading in self.readings.quarters:
            columns.append(
                Column(periods.label(end), [reading.count("inflow"), reading.count("outflow")])
            )
            cells = [reading.show_count(code) for code in ("inflow", "outflow", "open", "closed")]
            lines.append(Line(periods.label(end), cells))
        head = [_("Quarter"), *legend, _("Running"), _("Closed")]
        definition = f"{FIGURES['inflow'].definition} {FIGURES['outflow'].definition}"
        chart = charts.pairs(title, legend, columns)
        return Section("inflow", title, definition, head, list(reversed(lines)), chart)

    def trend(self) -> Section:
        """Running cases per stage at the end of each quarter."""
        title = _("Running cases at the end of each quarter")
        legend = [str(stage.label) for stage in STAGES]
        columns, lines = [], []
        for end, reading in self.readings.quarters:
            parts = [reading.count(f"stock:{stage}") for stage in STAGES]
            columns.append(Column(periods.label(end), parts, reading.count("open")))
            cells = [reading.show_count(f"stock:{stage}") for stage in STAGES]
            lines.append(Line(periods.label(end), [*cells, reading.show_count("open")]))
        head = [_("Quarter"), *legend, _("Together")]
        chart = charts.stacked(title, legend, columns)
        definition = str(FIGURES["stock"].definition)
        return Section("trend", title, definition, head, list(reversed(lines)), chart)

    def leads(self) -> Section:
        """Days per stage, with and without the time on hold."""
        rows = [(str(stage), str(stage.label)) for stage in STAGES]
        rows.append((ROAD, _("The whole road")))
        measures = ("median", "p80", "active_median", "active_p80")
        lines = [
            Line(
                label,
                [self.readings.own.show_days(part, measure) for measure in measures]
                + ([self.readings.nation.show_days(part, "median")] if self._two else []),
                total=part == ROAD,
            )
            for part, label in rows
        ]
        head = [
            _("Stage"),
            _("Median"),
            "P80",
            _("Median without hold"),
            _("P80 without hold"),
            *([_("Netherlands, median")] if self._two else []),
        ]
        title = _("Lead time in days")
        return Section("lead", title, str(FIGURES["lead"].definition), head, lines)

    def durations(self) -> Section:
        """How the days per stage are spread, for who sees the cases behind it."""
        own, figure = self.readings.own, FIGURES["duration"]
        parts = [(str(stage), str(stage.label)) for stage in STAGES]
        lines: list[Line] = []
        rows: list[charts.Spread] = []
        for part, label in (*parts, (ROAD, _("The whole road"))):
            found = [own.durations(what, part) for what in LASTED]
            counted = [series for series in found if series and sum(series)]
            if counted:
                rows.append(charts.Spread(label, counted))
            names = (label, _("%(stage)s, without hold") % {"stage": label})
            for series, name in zip(counted, names, strict=bool(counted)):
                shown = [str(number(value)) for value in (*series, sum(series))]
                lines.append(Line(name, shown, total=part == ROAD))
        title = str(figure.label)
        legend = [_("With the time on hold"), _("Without the time on hold")]
        empty = _("No case left a stage in these four quarters.")
        if own.protected:
            empty = _(
                "Of lead times only the median and P80 are given here. How many cases took how "
                "long are small numbers, which could point to a company."
            )
        return Section(
            "duration",
            title,
            str(figure.definition),
            [_("Days"), *INTERVALS, _("Together")],
            lines,
            charts.histograms(title, legend, INTERVALS, rows) if rows else None,
            empty,
        )

    def spread(self, code: str, labels: dict[str, str], total: str) -> Section:
        """A figure by part: bars for what occurs, the table with everything that occurs."""
        own = self.readings.own
        shown = [name for name in own.names(f"{code}:") if own.count(name) != 0]
        country = [n for n in self.readings.nation.names(f"{code}:") if n not in shown]
        extra = [n for n in country if self._two and self.readings.nation.count(n) != 0]
        names = [name for name in (*shown, *extra) if name in labels]
        lines = [Line(labels[name], self._cells(name)) for name in names]
        if total and lines:
            lines.append(Line(_("Together"), self._cells(total), total=True))
        figure = FIGURES[code]
        bars = [Bar(labels[name], own.count(name)) for name in shown if name in labels]
        chart = charts.bars(str(figure.label), bars) if bars else None
        head = self._head({"outcome": _("Outcome"), "technology": _("Technology")}.get(code, ""))
        head[0] = head[0] or str(FIGURES[code].label)
        return Section(
            code, str(figure.label), str(figure.definition), head, lines, chart, _("Nothing yet.")
        )

    def outcomes(self) -> Section:
        """How cases ended."""
        labels = {f"outcome:{outcome}": str(outcome.label) for outcome in Outcome}
        return self.spread("outcome", labels, "closed")

    def bottlenecks(self) -> Section:
        """Why companies cannot grow where they are."""
        labels = {f"bottleneck:{kind}": str(kind.label) for kind in Bottleneck.Kind}
        return self.spread("bottleneck", labels, "")

    def states(self) -> Section:
        """How account managers say that their cases stand."""
        labels = {f"state:{state}": str(label) for state, label in STATES.items()}
        return self.spread("state", labels, "open")

    def technologies(self) -> Section:
        """Running cases per key technology."""
        labels = {f"technology:{code}": name for code, name in self.names.technologies.items()}
        return self.spread("technology", labels | {"technology:": _("Not stated")}, "open")

    def routes(self) -> Section:
        """Cases that found a place: from which province (rows) to which (columns)."""
        own = self.readings.own
        figure = FIGURES["route"]
        names = [name for name in own.names("route:") if own.count(name) != 0]
        lines = [
            Line(self.names.route(name.removeprefix("route:")), self._cells(name)) for name in names
        ]
        return Section(
            "route",
            str(figure.label),
            str(figure.definition),
            self._head(_("From and to")),
            lines,
            self._grid(str(figure.label), names) if names else None,
            empty=_("No case has an approved decision for a site yet."),
        )

    def places(self) -> Section:
        """The same as a map, with the roads as a grid beneath it."""
        found, own = self.routes(), self.readings.own
        names = [name for name in own.names("route:") if own.count(name) != 0]
        roads = [Road.of(name, own.count(name), self.names) for name in names]
        if not roads:
            return found
        words = " ".join([found.definition, *flow_map.words(roads)])
        if not any(road.is_drawn for road in roads):
            return replace(found, definition=words)
        home = self.area.province.code if self.area.province else ""
        chart = flow_map.draw(_("Map of origin and destination"), roads, home)
        return replace(found, chart=format_html("{}{}", chart, found.chart), definition=words)

    def _grid(self, title: str, names: list[str]) -> SafeString:
        """Roads between provinces as a table in shades."""
        known, own = self.names.provinces, self.readings.own
        roads = {name.removeprefix("route:"): own.count(name) for name in names}
        origins = {road.partition(">")[0] for road in roads}
        goals = sorted({road.partition(">")[2] for road in roads})
        rows = [
            (known.get(origin, _("unknown")), [roads.get(f"{origin}>{goal}", 0) for goal in goals])
            for origin in sorted(origins, key=lambda code: known.get(code, ""))
        ]
        return charts.grid(title, [goal.removeprefix("NL-") for goal in goals], rows)

    def results(self) -> Section:
        """What running cases ask beside what was found for those with a place."""
        own, nation = self.readings.own, self.readings.nation
        head = ["", _("Asked"), _("Found"), *([_("Netherlands, found")] if self._two else [])]
        cells = [own.show_count("open"), own.show_count("won")]
        lines = [Line(_("Cases"), [*cells, *([nation.show_count("won")] if self._two else [])])]
        for name in ASKED:
            cells = [own.show_amount(name), own.show_amount(f"won_{name}")]
            country = [nation.show_amount(f"won_{name}")] if self._two else []
            lines.append(Line(str(_ASKED_LABELS[name]), [*cells, *country]))
        definition = f"{FIGURES['won'].definition} " + _(
            "Asked: by running cases. Found: by cases with an approved decision for a site."
        )
        return Section("won", _("Asked and found"), definition, head, lines)

    def realised(self) -> Section:
        """What cases expected beside what came, one and three years after the decision."""
        own = self.readings.own
        counts = [own.show_count(f"measured:{years}") for years in YEARS]
        lines = [Line(_("Cases"), [counts[0], counts[0], counts[1], counts[1]])]
        for name in REALISED:
            cells = [
                "–"
                if own.count(f"measured:{years}") == 0
                else own.show_amount(f"{what}{years}_{name}")
                for years in YEARS
                for what in COMPARED
            ]
            lines.append(Line(str(_ASKED_LABELS[name]), cells))
        head = [
            "",
            _("Expected, measured after one year"),
            _("Realised after one year"),
            _("Expected, measured after three years"),
            _("Realised after three years"),
        ]
        definition = f"{FIGURES['measured'].definition} {FIGURES['realised1_ha'].definition}"
        title = _("Expected and realised")
        return Section("measured", title, definition, head, lines)

    def satisfaction(self) -> Section:
        """What companies thought of how they were helped."""
        own, nation = self.readings.own, self.readings.nation
        readings = [own, nation] if self._two else [own]
        figure = FIGURES["satisfaction"]
        lines = [
            Line(str(FIGURES["scored"].label), [row.show_count("scored") for row in readings]),
            Line(_("Average score, 1 to 5"), [row.show_satisfaction() for row in readings]),
        ]
        head = ["", _("Number"), *([_("Netherlands")] if self._two else [])]
        return Section("satisfaction", str(figure.label), str(figure.definition), head, lines)

    def cooperation(self) -> Section:
        """Who worked together, and how quickly regions answered."""
        own, nation = self.readings.own, self.readings.nation
        rows = [(_("Running cases of two or more organisations"), "")]
        rows += [(str(label), measure) for measure, label in _CALLS.items()]
        lines = []
        for label, measure in rows:
            shown = [
                reading.show_call(measure) if measure else reading.show_count("together")
                for reading in ([own, nation] if self._two else [own])
            ]
            lines.append(Line(label, shown))
        definition = f"{FIGURES['together'].definition} {FIGURES['calls'].definition}"
        head = ["", _("Number"), *([_("Netherlands")] if self._two else [])]
        return Section("together", _("Cooperation"), definition, head, lines)
