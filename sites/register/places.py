"""Where a row lies: municipality, region and province, from what the register says."""

import re
from dataclasses import dataclass
from typing import Any

from regions.models import Municipality, Province
from sites.register import values

# Since 2009 a number is the province (CBS), the year and a sequence: 26201105, 262015001. Older
# numbers are shorter and say nothing, though many happen to begin with 20 to 31.
NUMBER_WITH_PROVINCE = re.compile(r"(2\d|3[01])(?:19|20)\d\d\d{2,3}")
SPELLINGS = {"friesland": "fryslan", "nbrabant": "noordbrabant", "brabant": "noordbrabant"}


@dataclass(frozen=True)
class Places:
    """The reference data that rows are placed with, read once per import."""

    municipalities: dict[str, tuple[str, str | None]]
    by_name: dict[str, str]
    by_cbs: dict[str, str]

    @classmethod
    def load(cls) -> "Places":
        """Two queries."""
        provinces = list(Province.objects.all())
        return cls(
            {
                code: (province, region)
                for code, province, region in Municipality.objects.values_list(
                    "code", "province_id", "region_id"
                )
            },
            {values.plain(province.name): province.code for province in provinces},
            {province.cbs_code.removeprefix("PV"): province.code for province in provinces},
        )

    def place(self, gem_codes: Any, rin: str, province_name: Any) -> "Place":
        """The place of one row. An unclear municipality stays unknown; it is never guessed."""
        written = _written(gem_codes)
        codes = [code for code in re.findall(r"GM\d{4}", written.upper()) if code != "GM0000"]
        named = self._named(province_name)
        remarks: list[dict[str, Any]] = []
        if len(set(codes)) == 1 and codes[0] in self.municipalities:
            province, region = self.municipalities[codes[0]]
            if named and named != province:
                remarks.append(
                    {"code": "province_differs", "value": values.text(province_name)[:60]}
                )
            return Place(codes[0], region, province, "", remarks)
        remarks.append(_why_unknown(written, codes))
        within = {self.municipalities[code][0] for code in codes if code in self.municipalities}
        province_code = within.pop() if len(within) == 1 else self._by_number(rin) or named
        if province_code is None:
            remarks.append({"code": "no_province"})
        return Place(None, None, province_code, written[:80], remarks)

    def _named(self, province_name: Any) -> str | None:
        name = values.plain(values.text(province_name))
        return self.by_name.get(SPELLINGS.get(name, name))

    def _by_number(self, rin: str) -> str | None:
        match = NUMBER_WITH_PROVINCE.fullmatch(rin)
        return self.by_cbs.get(match[1]) if match else None


@dataclass(frozen=True)
class Place:
    """Keys of where a site lies; `note` holds the municipality as published when it is unclear."""

    municipality: str | None
    region: str | None
    province: str | None
    note: str
    remarks: list[dict[str, Any]]


def _written(gem_codes: Any) -> str:
    if isinstance(gem_codes, list):
        return ", ".join(values.text(code) for code in gem_codes)
    return values.text(gem_codes)


def _why_unknown(written: str, codes: list[str]) -> dict[str, Any]:
    if len(set(codes)) > 1:
        return {"code": "several_municipalities", "value": written[:60]}
    if codes or (written and "GM0000" not in written.upper()):
        return {"code": "unknown_municipality", "value": written[:60]}
    return {"code": "no_municipality"}
