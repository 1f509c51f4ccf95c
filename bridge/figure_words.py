"""What is printed on a figure, in its own language: a figure in French is made in a QGIS that speaks English too."""

from __future__ import annotations

from datetime import datetime

LANGUAGES = ("en", "fr")
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
}
_WORDS = {
    "true_north": {"en": "true north", "fr": "nord géographique"},
    "grid_north": {"en": "grid north", "fr": "nord de la grille"},
    "north": {"en": "N", "fr": "N"},
    "scale": {"en": "scale", "fr": "échelle"},
    "look_natural": {"en": "natural colours", "fr": "couleurs naturelles"},
    "look_false_colour": {"en": "false colours (near infrared, red, green)",
                          "fr": "fausses couleurs (proche infrarouge, rouge, vert)"},
    "look_swir": {"en": "false colours (short-wave infrared, near infrared, red)",
                  "fr": "fausses couleurs (infrarouge moyen, proche infrarouge, rouge)"},
    "areas": {"en": "{count} areas: {names}…", "fr": "{count} zones : {names}…"},
    "look_ndvi": {"en": "NDVI", "fr": "NDVI"},
    "simulated": {"en": "SIMULATED", "fr": "SIMULATION"},
    "tile": {"en": "tile {tile}", "fr": "tuile {tile}"},
}


def word(key: str, language: str, **fields: str) -> str:
    """One text; a look that has none is shown by its own name."""
    texts = _WORDS.get(key)
    return (texts[language] if texts else key.replace("look_", "").replace("_", " ")).format(**fields)


def moment(acquired: datetime, language: str) -> str:
    """``17 January 2018, 11:06 UTC``; a midnight is a day whose time nobody tells."""
    month = _MONTHS[language][acquired.month - 1]
    first = "1er" if language == "fr" and acquired.day == 1 else str(acquired.day)
    day = f"{first} {month} {acquired.year}"
    if (acquired.hour, acquired.minute, acquired.second) == (0, 0, 0):
        return day
    time = f"{acquired.hour}:{acquired.minute:02d}" if language == "en" else f"{acquired.hour} h {acquired.minute:02d}"
    return f"{day}, {time} UTC"
