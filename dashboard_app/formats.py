"""Times, money, durations and telephone numbers in the reader's locale."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal, InvalidOperation
from functools import lru_cache, partial
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date as babel_date
from babel.numbers import format_currency, get_currency_name, get_currency_symbol
from babel.numbers import format_decimal as decimal_of_locale
from flask_babel import format_date, format_datetime, get_locale, get_timezone
from flask_babel import gettext as _

from dashboard_app.i18n import language_of_page
from db.countries import country_of
from db.models.conversation import ERASED_NUMBER

NOTHING = "–"
CENT = Decimal("0.01")
GAP = "\u00a0"  # non-breaking, between a number and its unit
UNIT = re.compile(r"[^\d]+$")
QUOTATION_MARKS = {"en": ("“", "”"), "de": ("„", "“")}
SHORT_DATES = {
    "de": "d. MMM",  # the other locales omit the full stop
    "ca": "d LLL",  # «20 nov.»: with its preposition («20 de nov.») it is too long for axes and lists
}
NO_NUMBERS = frozenset({"anonymous", "restricted", "unavailable", "unknown", "private", ERASED_NUMBER})


def local(moment: datetime) -> datetime:
    """In the organization's time zone. Lists call this a thousand times, and pytz is slow."""
    return moment.astimezone(ZoneInfo(str(get_timezone())))


def clock(moment: datetime | None) -> str:
    """`14:32`"""
    return f"{local(moment):%H:%M}" if moment is not None else NOTHING


def day(moment: datetime, now: datetime) -> str:
    """`today`, `yesterday`, or the date, with the year unless it is the current one."""
    shown, today = local(moment).date(), local(now).date()
    if shown == today:
        return str(_("today"))
    if shown == today - timedelta(days=1):
        return str(_("yesterday"))
    return short_date(shown, with_year=shown.year != today.year)


def short_date(shown: date, *, with_year: bool = False) -> str:
    language = language_of_page()
    pattern = SHORT_DATES.get(language, "d MMM")
    return written_date(shown, f"{pattern} y" if with_year else pattern, language)


@lru_cache(maxsize=4096)
def written_date(shown: date, pattern: str, language: str) -> str:
    return str(babel_date(shown, pattern, locale=language))


def weekday(shown: date) -> str:
    return str(format_date(shown, "EEEE", rebase=False))


def long_date(shown: date) -> str:
    """`16 de noviembre de 2026`"""
    return str(format_date(shown, "long", rebase=False))


def weekday_and_clock(moment: datetime) -> str:
    """`lunes 9:05`"""
    return str(format_datetime(moment, "EEEE H:mm"))


def brief_moment(moment: datetime) -> str:
    """`25 nov 14:32`, for tight spaces."""
    return f"{short_date(local(moment).date())} {clock(moment)}"


def full_moment(moment: datetime) -> str:
    """`jueves, 26 de noviembre de 2026, 14:32:05`"""
    return f"{format_date(moment, 'full')}, {local(moment):%H:%M:%S}"


def duration(seconds: int | None) -> str:
    """`3:12`, or `1:02:03` from an hour on."""
    if seconds is None:
        return NOTHING
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def offset(milliseconds: int | None) -> str:
    """Position within a call: `0:04`."""
    return duration(milliseconds // 1000) if milliseconds is not None else ""


def seconds(value: float) -> str:
    """`1,4 s` if tenths matter, otherwise `12 s`, and minutes from two on."""
    if value >= 120:
        return duration(round(value))
    shown = number(round(value, 1)) if value < 10 else number(round(value))
    return f"{shown}{GAP}s"


def span(time: timedelta) -> str:
    """`5 min`, `3 h`, `2 days`: an approximate waiting time."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 90:
        return str(_("%(count)s min", count=max(minutes, 1)))
    hours = round(minutes / 60)
    return (
        str(_("%(count)s h", count=hours))
        if hours < 36
        else str(_("%(count)s days", count=round(hours / 24)))
    )


def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """Rounded to cents; smaller amounts are shown as `< 0,01 €`."""
    if amount is None:
        return NOTHING
    if 0 < abs(amount) < CENT:
        return "< " + exact_money(CENT, currency, places=2)
    return exact_money(amount, currency, places=2)


def highest_money(amount: Decimal) -> str:
    """An upper bound: rounded up."""
    return exact_money(amount.quantize(CENT, ROUND_UP), places=2)


def exact_money(amount: Decimal | None, currency: str = "EUR", *, places: int | None = None) -> str:
    """For itemized tables: below ten cents with as many decimals as needed."""
    if amount is None:
        return NOTHING
    if places is None:
        places = 2 if abs(amount) >= Decimal("0.1") or amount == 0 else 4
    before, after = ("¤", "") if has_sign_first() else ("", f"{GAP}¤")
    pattern = before + ("#,##0." + "0" * places).removesuffix(".") + after
    return written_amount(amount, currency, pattern, str(get_locale()))


def whole_money(amount: Decimal | None) -> str:
    """Rounded to whole euros, where cents would suggest false precision."""
    return exact_money(amount, "EUR", places=0)


def currency_signs(currency: str) -> tuple[str, str]:
    """What stands before and after an amount: `("", " €")`, in English `("€", "")`."""
    sign = str(get_currency_symbol(currency, locale=get_locale()))
    return (sign, "") if has_sign_first() else ("", f"{GAP}{sign}")


def has_sign_first() -> bool:
    """English writes `€5` and `5%`, our other languages `5 €` and `5 %`."""
    return language_of_page() == "en"


def currency_name(currency: str) -> str:
    """As used within a sentence: «euros»."""
    return str(get_currency_name(currency, count=2, locale=get_locale()))


@lru_cache(maxsize=4096)
def written_amount(amount: Decimal, currency: str, pattern: str, locale: str) -> str:
    return str(format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False))


@lru_cache(maxsize=4096)
def written(value: float, pattern: str, locale: str) -> str:
    return str(decimal_of_locale(value, pattern, locale=locale))


def format_decimal(value: float, pattern: str) -> str:
    """Cached: the same numbers recur, and each takes a tenth of a millisecond."""
    return written(value, pattern, str(get_locale()))


def number(value: float) -> str:
    return str(format_decimal(value, "#,##0.#"))


def calls(count: int) -> str:
    return str(_("1 call") if count == 1 else _("%(count)s calls", count=number(count)))


def numbers() -> Callable[[float], str]:
    """`number` for a whole chart: looking up the page's language takes longer than the rest."""
    return partial(written, pattern="#,##0.#", locale=str(get_locale()))


def decimal(value: float) -> str:
    """Two decimals: `0,68`."""
    return str(format_decimal(value, "0.00")).replace("-", "−")


def factor(value: float) -> str:
    """As many decimals as needed: `1,25`, `2`."""
    return str(format_decimal(value, "0.##"))


def percent(share: float | None) -> str:
    return NOTHING if share is None else f"{format_decimal(round(share * 100), '#,##0')}{percent_sign()}"


def percent_sign() -> str:
    return "%" if has_sign_first() else f"{GAP}%"


def interval(low: str, high: str) -> str:
    """`6–12 %`: a unit that stands after both is written once."""
    unit = UNIT.search(high)
    return f"{low.removesuffix(unit.group()) if unit else low}–{high}"


def change(value: float) -> str:
    """With its sign: `+3`, `−2`."""
    return ("+" if value > 0 else "−" if value < 0 else "±") + number(abs(value))


def phone(value: str | None) -> str:
    """National format for our own country, international for others; anything else is shown as the carrier sent it."""
    if value == ERASED_NUMBER:
        return str(_("Erased number"))
    if value is None or is_hidden(value):
        return str(_("Hidden number"))
    return dialled(value, country_of(str(get_timezone())))


@lru_cache(maxsize=20_000)  # lists repeat numbers, and parsing one is slow
def dialled(value: str, country: str) -> str:
    """As somebody in that country dials it."""
    try:
        parsed = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    is_home = parsed.country_code == phonenumbers.country_code_for_region(country)
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL if is_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return str(phonenumbers.format_number(parsed, form))


def named(name: str, number: str) -> str:
    """Both in one text. Beside a name that is written from right to left, the number is isolated: its groups would change places."""
    is_rightward = not any(bidirectional(letter) in {"R", "AL"} for letter in name)
    return f"{name} · {number}" if is_rightward else f"{name} · \u2066{number}\u2069"


def quoted(words: str) -> str:
    """In the quotation marks of the page's language."""
    opening, closing = QUOTATION_MARKS.get(language_of_page(), ("«", "»"))
    return f"{opening}{words}{closing}"


def colleague(email: str) -> str:
    """A colleague as people say it: «Ana Torres» for `ana.torres@taller.es`."""
    parts = re.split(r"[._-]+", email.partition("@")[0].partition("+")[0])
    return " ".join(part[:1].upper() + part[1:] for part in parts if part) or email


def is_hidden(value: str | None) -> bool:
    """No number, a placeholder that carriers send instead, or ours for one whose time was over."""
    return not value or value.lower() in NO_NUMBERS


def amount(value: object) -> Decimal | None:
    """An amount stored as JSON; None if there is none."""
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None
