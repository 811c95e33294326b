"""What a reader says of a figure, in one form: (qualifier, number, upper end), or an absence.

The command line and the reports have different words for some of it; they mean the same.
"""

import re

QUALIFIERS = {"at least": "AT_LEAST", "minst": "AT_LEAST", "more than": "MORE_THAN",
              "mer än": "MORE_THAN", "about": "ABOUT", "ca": "ABOUT", "omkring": "ABOUT",
              "at most": "AT_MOST", "högst": "AT_MOST"}
NOTHING, ANY_ABSENCE = "nothing", "some absence"
ABSENCES = {"not stated": "NOT_STATED", "ej angett": "NOT_STATED", "blank": "BLANK",
            "tomt": "BLANK", "dash": "DASH", "streck": "DASH", "field missing": "FIELD_MISSING",
            "fältet saknas": "FIELD_MISSING", "not in programme": "NOT_IN_PROGRAMME",
            "ej i programmet": "NOT_IN_PROGRAMME", "no figure": NOTHING, "ingen siffra": NOTHING,
            "nothing reported": NOTHING, "inget rapporterat": NOTHING,
            "no total": ANY_ABSENCE, "ingen summa": ANY_ABSENCE}
ZERO = ("No participations are recorded", "Inga deltaganden är registrerade",
        "No procurements are recorded", "Inga upphandlingar är registrerade")
NUMBER = r"(\d{1,3}(?:[ \u00a0]\d{3})+|\d+)((?:[.,]\d+)?)"
FIGURE = re.compile(rf"(?:({'|'.join(QUALIFIERS)}) )?{NUMBER}(?:–{NUMBER})?")


def plain(digits, decimals):
    digits = re.sub(r"\D", "", digits)
    return (digits + "." + decimals[1:]).rstrip("0") if decimals else digits


def of_text(text):
    """Of a text that begins with a figure or an absence; an empty one says nothing."""
    if not text or text.startswith(";"):
        return NOTHING
    if text.startswith(ZERO):
        return "EXACT", "0", ""
    for words, absence in ABSENCES.items():
        if text.startswith(words):
            return absence
    found = FIGURE.match(text)
    if not found:
        raise AssertionError(f"neither a figure nor an absence: {text!r}")
    qualifier, value, decimals, high, high_decimals = found.groups()
    exact = "RANGE" if high else "EXACT"
    return (QUALIFIERS.get(qualifier, exact), plain(value, decimals),
            plain(high, high_decimals) if high else "")


def of_json(figure):
    """Of a figure as JSON."""
    reading = figure.get("reading", {})
    if not reading.get("value"):
        absence = reading.get("absence", "").removeprefix("ABSENCE_")
        return NOTHING if absence in ("", "UNSPECIFIED") else absence
    qualifier = reading.get("qualifier", "").removeprefix("QUALIFIER_")
    qualifier = "EXACT" if qualifier in ("", "UNSPECIFIED") else qualifier
    return qualifier, number(reading["value"]), number(reading.get("high", ""))


def number(decimal):
    return plain(*re.fullmatch(r"(\d+)((?:\.\d+)?)", decimal).groups()) if decimal else ""


def alike(one, other):
    """Whether two readers say the same. The total of an overview does not say which absence."""
    if ANY_ABSENCE in (one, other):
        return isinstance(one, str) and isinstance(other, str)
    return one == other
