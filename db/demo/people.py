"""Callers of the demo: names, cars, plates, numbers. All invented; none of the numbers is in use."""

from dataclasses import dataclass
from random import Random

LANGUAGES = ("es", "ca", "de", "en")
SHARES = (62, 22, 9, 7)
FIRST = {
    "es": (
        "María",
        "José",
        "Carmen",
        "Antonio",
        "Lucía",
        "Manuel",
        "Laura",
        "Javier",
        "Rocío",
        "Álvaro",
        "Nuria",
        "Sergio",
    ),
    "ca": (
        "Joan",
        "Catalina",
        "Miquel",
        "Margalida",
        "Toni",
        "Aina",
        "Biel",
        "Francisca",
        "Pere",
        "Neus",
        "Tomeu",
        "Antònia",
    ),
    "de": ("Klaus", "Sabine", "Jürgen", "Anke", "Matthias", "Petra"),
    "en": ("Peter", "Susan", "Graham", "Helen", "Colin", "Joanne"),
}
LAST = {
    "es": (
        "García",
        "Fernández",
        "Moreno",
        "Jiménez",
        "Ruiz",
        "Navarro",
        "Torres",
        "Molina",
        "Ortega",
        "Delgado",
    ),
    "ca": (
        "Riera",
        "Llull",
        "Vadell",
        "Galmés",
        "Sansó",
        "Mascaró",
        "Nicolau",
        "Servera",
        "Fullana",
        "Bauzà",
    ),
    "de": ("Becker", "Hoffmann", "Krüger", "Schäfer", "Wolf"),
    "en": ("Walker", "Hughes", "Bennett", "Clarke", "Foster"),
}
CARS = (
    "Seat León", "Seat Ibiza", "Dacia Sandero", "Renault Clio", "Peugeot 208", "Citroën Berlingo", "Volkswagen Golf",
    "Toyota Yaris", "Opel Corsa", "Ford Focus", "Kia Ceed", "Fiat Panda", "Hyundai Tucson", "Skoda Octavia",
)  # fmt: skip
PLATE_LETTERS = "BCDFGHJKLMNPRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Caller:
    name: str
    language: str
    car: str
    plate: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


def make_caller(random: Random) -> Caller:
    language = random.choices(LANGUAGES, SHARES)[0]
    name = f"{random.choice(FIRST[language])} {random.choice(LAST[language])}"
    letters = "".join(random.choices(PLATE_LETTERS, k=3))
    return Caller(name, language, random.choice(CARS), f"{random.randint(1000, 9999)}{letters}")


def telephone(place: int, language: str) -> str:
    """The number of the caller at that place; foreigners bring their own country's."""
    if language == "de" and place % 2:
        return f"+49151{place % 10**8:08}"
    if language == "en" and place % 2:
        return f"+447700{900000 + place % 1000:06}"[:13]
    return f"+346{(place * 7919) % 10**8:08}"
