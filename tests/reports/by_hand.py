"""The same figures once more, in plain Python over raw rows: slow, simple, without SQL."""

import datetime
from collections import Counter, defaultdict
from typing import Any

from django.utils import timezone

from accounts.models import Organisation
from cases.models import (
    Bottleneck,
    CallInvitation,
    Case,
    CaseParticipant,
    CompanyTechnology,
    Decision,
    LocationCall,
    MonthlyUpdate,
    RealisedFigure,
    StageTransition,
)
from regions.models import Municipality, ServiceArea

SECONDS = 86_400
COLUMNS = {
    "jobs_new": "jobs_new_fte",
    "jobs_retained": "jobs_retained_fte",
    "capex": "capex_eur",
    "ha": "area_ha",
    "mw": "power_mw",
}


def _end(day: datetime.date) -> datetime.datetime:
    following = day + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(following, datetime.time()))


def _newest(model: Any, end: datetime.datetime, key: str = "id") -> dict[Any, dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for row in model.history.order_by("history_date", "history_id").values():
        if row["history_date"] < end:
            found[row[key]] = row
    return {k: row for k, row in found.items() if row["history_type"] != "-"}


def quantile(values: list[float], share: float) -> float:
    """Between the two values around the place, in proportion."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _spread(what: str, days_of: dict[str, list[float]]) -> dict[str, float]:
    """How many fall in each interval."""
    found = Counter[str]()
    for part, values in days_of.items():
        found.update(
            f"{what}:{part}:{sum(days >= step for step in (14, 30, 60, 90, 180, 365))}"
            for days in values
        )
    return {name: float(times) for name, times in found.items()}


class ByHand:
    """Figures of one area (`NL`, a province, or `org:` and a key) on a day."""

    def __init__(self, day: datetime.date, quarter: datetime.date, year: datetime.date) -> None:
        self.day, self.end = day, _end(day)
        self.quarter, self.year = _end(quarter), _end(year)
        self.cases = _newest(Case, self.end)
        self.decisions = _newest(Decision, self.end, "case_id")
        self.reported = _newest(RealisedFigure, self.end)
        self.moves: dict[Any, list[StageTransition]] = defaultdict(list)
        for move in StageTransition.objects.order_by("at"):
            if move.at < self.end:
                self.moves[move.case_id].append(move)
        self.province = dict(Municipality.objects.values_list("code", "province_id"))

    def destination(self, case_id: Any) -> str | None:
        row = self.decisions.get(case_id)
        if row is None or row["status"] != "approved":
            return None
        decision = Decision.objects.select_related("preferred__site").get(case_id=case_id)
        assert decision.preferred is not None
        return decision.preferred.site.province_id

    def areas(self, case_id: Any) -> set[str]:
        row = self.cases[case_id]
        served = ServiceArea.objects.filter(
            organisation=Organisation.objects.get(pk=row["origin_id"])
        )
        found = {"NL", f"org:{row['origin_id']}", *served.values_list("province_id", flat=True)}
        found.add(self.province.get(row["origin_municipality_id"], "NL"))
        return found | {self.destination(case_id) or "NL"}

    def figures(self, area: str) -> Counter[str]:
        """Counts and amounts; a cell that is absent is zero."""
        result: Counter[str] = Counter()
        technology = {
            row["company_id"]: row["technology_id"]
            for row in _newest(CompanyTechnology, self.end).values()
        }
        bottlenecks = defaultdict(set)
        for row in _newest(Bottleneck, self.end).values():
            bottlenecks[row["case_id"]].add(row["kind"])
        states, together, scores = self._states(), self._together(), list[int]()
        for case_id, moves in self.moves.items():
            if area not in self.areas(case_id):
                continue
            known = self.cases[case_id]
            self._reported(result, case_id, known)
            self._flows(result, moves)
            self._stays(result, moves)
            if goal := self.destination(case_id):
                origin = self.province[known["origin_municipality_id"]]
                result[f"route:{origin}>{goal}"] += 1
                result["won"] += 1
                self._amounts(result, known, "won_")
            stage = moves[-1].to_stage
            if stage == "closed":
                result["closed"] += 1
                result[f"outcome:{known['outcome']}"] += 1
                scores += [known["score"]] if known["score"] else []
                continue
            result["open"] += 1
            result[f"stock:{stage}"] += 1
            result["on_hold"] += moves[-1].kind == "hold"
            result[f"technology:{technology.get(known['company_id'], '')}"] += 1
            for kind in bottlenecks[case_id]:
                result[f"bottleneck:{kind}"] += 1
            result[f"state:{states.get(case_id, 'none')}"] += 1
            self._amounts(result, known)
            result["together"] += len(together[case_id]) > 1
        result["scored"] = len(scores)
        result["satisfaction"] = sum(scores) / len(scores) if scores else 0  # type: ignore[assignment]
        return result

    def _together(self) -> dict[Any, set[Any]]:
        """Case to the organisations that work on it."""
        together: dict[Any, set[Any]] = defaultdict(set)
        for row in _newest(CaseParticipant, self.end).values():
            stays = row["ended_at"] is None or row["ended_at"] >= self.end
            if stays and row["role"] != "observer":
                together[row["case_id"]].add(row["organisation_id"])
        return together

    def _states(self) -> dict[Any, str]:
        """Case to the colour of its newest update of the quarter."""
        first = (self.quarter + datetime.timedelta(hours=12)).date()
        rows = [row for row in _newest(MonthlyUpdate, self.end).values() if row["month"] >= first]
        return {row["case_id"]: row["colour"] for row in sorted(rows, key=lambda r: r["month"])}

    def _reported(self, result: Counter[str], case_id: Any, known: dict[str, Any]) -> None:
        """What came of a case, once per moment, beside what it expected."""
        for row in self.reported.values():
            if row["case_id"] != case_id:
                continue
            years = row["years"]
            result[f"measured:{years}"] += 1
            for name, column in COLUMNS.items():
                if name != "mw":
                    result[f"expected{years}_{name}"] += int(known[column] or 0)
                    result[f"realised{years}_{name}"] += int(row[column] or 0)

    def _amounts(self, result: Counter[str], known: dict[str, Any], beginning: str = "") -> None:
        for name, column in COLUMNS.items():
            result[beginning + name] += int(known[column] or 0)

    def _flows(self, result: Counter[str], moves: list[StageTransition]) -> None:
        for move in moves:
            if move.at < self.quarter:
                continue
            result["inflow"] += move.kind in ("opened", "reopen")
            result["reopened"] += move.kind == "reopen"
            result["outflow"] += move.kind == "close"

    def _stays(self, result: Counter[str], moves: list[StageTransition]) -> None:
        entered: dict[str, datetime.datetime] = {}
        for move in moves:
            if move.to_stage != move.from_stage:
                entered.setdefault(move.to_stage, move.at)
        for stage, at in entered.items():
            if stage == "closed" or at < self.year:
                continue
            left = [
                move.at
                for move in moves
                if move.from_stage == stage
                and (move.kind == "forward" or (move.kind == "close" and stage == "decision"))
            ]
            result[f"entered:{stage}"] += 1
            result[f"reached:{stage}"] += bool(left)
            result[f"came:entered:{stage}"] += at >= self.quarter
            result[f"came:reached:{stage}"] += bool(left) and left[0] >= self.quarter

    def leads(self, area: str) -> dict[str, float]:
        """Median and P80 of days per stage left in the year, with and without hold."""
        whole, active = defaultdict(list), defaultdict(list)
        for case_id, moves in self.moves.items():
            if area not in self.areas(case_id):
                continue
            left = [m for m in moves if m.from_stage not in ("", "closed", m.to_stage)]
            for move in left:
                if move.at >= self.year:
                    whole[move.from_stage].append(move.seconds_in_stage / SECONDS)
                    rest = move.seconds_in_stage - move.seconds_on_hold
                    active[move.from_stage].append(rest / SECONDS)
            if left and left[-1].kind == "close" and left[-1].at >= self.year:
                whole["road"].append(sum(m.seconds_in_stage for m in left) / SECONDS)
                active["road"].append(
                    sum(m.seconds_in_stage - m.seconds_on_hold for m in left) / SECONDS
                )
        result = _spread("lasted", whole) | _spread("worked", active)
        for part, values in whole.items():
            result[f"lead:{part}:n"] = float(len(values))
            for name, rows in (("", values), ("active_", active[part])):
                result[f"lead:{part}:{name}median"] = quantile(rows, 0.5)
                result[f"lead:{part}:{name}p80"] = quantile(rows, 0.8)
        return result

    def calls(self, area: str) -> dict[str, float]:
        """How regions answered in the year; empty when none was asked."""
        case_of = dict(LocationCall.objects.values_list("id", "case_id"))
        counted, days, cases = Counter[str](), list[float](), set()
        for row in _newest(CallInvitation, self.end).values():
            case_id = case_of[row["call_id"]]
            if area not in self.areas(case_id) or row["status"] == "withdrawn":
                continue
            given = row["status"] in ("answered", "declined") and row["answered_at"] >= self.year
            asked = row["asked_at"] >= self.year
            counted["asked"] += asked
            counted["answered"] += given
            counted["declined"] += given and row["status"] == "declined"
            counted["late"] += given and row["late"]
            counted["asked now"] += row["asked_at"] >= self.quarter
            now = given and row["answered_at"] >= self.quarter
            counted["answered now"] += now
            counted["declined now"] += now and row["status"] == "declined"
            counted["late now"] += now and row["late"]
            if given:
                days.append((row["answered_at"] - row["asked_at"]).total_seconds() / SECONDS)
            if asked or given:
                cases.add(case_id)
        if not cases:
            return {}
        names = ("asked", "answered", "declined", "late")
        found = {f"calls:{name}": float(counted[name]) for name in names}
        found |= {f"came:calls:{name}": float(counted[f"{name} now"]) for name in names}
        found["calls:n"] = float(len(cases))
        if days:
            found["calls:median"], found["calls:p80"] = quantile(days, 0.5), quantile(days, 0.8)
        return found
