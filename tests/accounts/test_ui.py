"""The tags and filters every page draws with: units, unknown values, dates, icons, fields."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import timezone, translation

from accounts.templatetags import ui
from accounts.widgets import DateInput


def draw(source: str, **context: object) -> str:
    """Render a template in Dutch."""
    with translation.override("nl"):
        return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ x|ha }}", Decimal("24"), "24,0\u00a0ha"),
        ("{{ x|ha }}", 1234.56, "1.234,6\u00a0ha"),
        ("{{ x|eur_mln }}", 185_000_000, "€\u00a0185,0\u00a0mln"),
        ("{{ x|eur_mln }}", 0, "€\u00a00,0\u00a0mln"),
        ("{{ x|eur }}", 1250, "€\u00a01.250"),
        ("{{ x|fte }}", 9495, "9.495\u00a0fte"),
        ("{{ x|mw }}", Decimal("40.0"), "40\u00a0MW"),
        ("{{ x|mw }}", Decimal("2.5"), "2,5\u00a0MW"),
        ("{{ x|percent }}", 62, "62%"),
        ("{{ x|number:1 }}", 1240.5, "1.240,5"),
    ],
)
def test_numbers_are_dutch_with_their_unit(source: str, value: object, shown: str) -> None:
    assert draw(source, x=value) == shown


def test_numbers_follow_the_language() -> None:
    with translation.override("en"):
        assert ui.ha(1234.5) == "1,234.5\u00a0ha"


@pytest.mark.parametrize("name", ["ha", "eur_mln", "eur", "fte", "mw", "number", "percent"])
def test_a_missing_number_is_said_to_be_unknown_and_zero_is_not(name: str) -> None:
    assert 'class="unknown"' in draw("{{ x|" + name + " }}", x=None)
    assert 'class="unknown"' not in draw("{{ x|" + name + " }}", x=0)


def test_days_are_written_as_people_do_with_the_exact_date_behind_them() -> None:
    today = timezone.localdate()
    with translation.override("en"):
        assert ">today</time>" in ui.day(today)
        assert ">yesterday</time>" in ui.day(today - dt.timedelta(days=1))
        assert ">tomorrow</time>" in ui.day(today + dt.timedelta(days=1))
    shown = draw("{{ x|day }}", x=dt.date(2019, 11, 22))
    assert ">22 nov 2019</time>" in shown
    assert 'datetime="2019-11-22"' in shown
    assert 'title="vrijdag 22 november 2019"' in shown


def test_a_moment_is_shown_in_dutch_time() -> None:
    shown = draw("{{ x|moment }}", x=dt.datetime(2019, 7, 1, 22, 30, tzinfo=dt.UTC))
    assert ">2 jul 2019 00:30</time>" in shown


@pytest.mark.parametrize(
    ("days", "words"), [(3, "3 days"), (13, "13 days"), (14, "2 weeks"), (69, "9 weeks")]
)
def test_ago_grows_coarser(days: int, words: str) -> None:
    with translation.override("en"):
        assert f">{words}</time>" in ui.ago(timezone.localdate() - dt.timedelta(days=days))


def test_an_icon_is_decoration_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "map-pin" %}')
    assert 'role="img" aria-label="Volgen"' in draw('{% icon "star" "Volgen" %}')


def test_an_icon_that_the_sprite_lacks_fails_loudly() -> None:
    with pytest.raises(ValueError, match="no-such-icon"):
        draw('{% icon "no-such-icon" %}')


def test_what_is_shown_is_escaped() -> None:
    assert "<script>" not in draw("{% badge x %}{{ y|unknown }}", x="<script>", y="<script>")
    assert "<script>" not in draw('{% icon "star" x %}{% stagebar 1 4 x %}', x="<script>")


def test_a_badge_has_only_the_tones_whose_contrast_was_checked() -> None:
    assert "tone-danger" in draw('{% badge "te laat" "danger" %}')
    with pytest.raises(ValueError, match="tone"):
        draw('{% badge "te laat" "pink" %}')


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Jorien de Vries", "JV"), ("NOM", "N"), ("Oost NL", "ON"), ("", "")],
)
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_page_window_leaves_out_the_middle() -> None:
    pages = Paginator(range(1000), 50)
    assert ui.page_window(pages.page(7)) == [1, "…", 5, 6, 7, 8, 9, "…", 20]
    assert ui.page_window(pages.page(1)) == [1, 2, 3, "…", 20]


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="Een neutraal woord.")
    when = forms.DateField(widget=DateInput)
    share = forms.BooleanField()
    choice = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_form_draws_finished_fields() -> None:
    html = Sample(initial={"when": dt.date(2027, 4, 1)}).as_div()
    assert 'type="date" name="when" value="2027-04-01" class="form-control"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html
    assert html.count("<legend") == 1
    assert '<input type="hidden" name="token" id="id_token"' in html
    assert "data-error-summary" not in html


def test_errors_stand_in_a_summary_and_beside_the_field_that_they_describe() -> None:
    html = Sample({}).as_div()
    summary = html[: html.index('<div class="field')]
    for field in ("id_name", "id_when", "id_share", "id_choice"):
        assert f'href="#{field}"' in summary
        assert f'id="{field}"' in html
        assert f'id="{field}_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert html.count('aria-invalid="true"') >= 3
