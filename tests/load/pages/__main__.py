"""`python -m tests.load.pages`: the server's part of every callback and figure, the database's part of that, the first load, and how
soon a changed filter shows, with as many calls of the demo as are asked for. The data is kept in `.data/bench-pages-…` and used again.
"""

import argparse
from collections.abc import Callable

from tests.load.others import others
from tests.load.pages.asking import figures
from tests.load.pages.browsing import browse, signed_in
from tests.load.pages.filtering import filter_changes
from tests.load.pages.first import first_load
from tests.load.pages.million import VISITOR, add_arguments, say, served
from tests.load.pages.replaying import Sent, replay
from tests.load.pages.timing import Timings, table

PARTS = ("figures", "pages", "first", "filters")


def main() -> None:
    asked = arguments()
    with served(asked) as product:
        for part in asked.parts:
            with others(product.database.engine) as told:
                MEASURED[part](product.address, product.token, product.timings, asked.rounds, told)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser, rounds=5)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args()


Told = Callable[[], str]


def of_figures(address: str, token: str, timings: Timings, rounds: int, told: Told) -> None:
    figures(address, token, rounds)
    say(
        f"Figures and lists of the API, one after the other; {told()}",
        table(timings.new(), ("GET /api",), over=50),
    )


def of_pages(address: str, _token: str, timings: Timings, rounds: int, told: Told) -> None:
    with signed_in(address, VISITOR) as page:
        sent = Sent(page)
        timings.new()
        browse(page, rounds=rounds)
        together = table(timings.new(), CALLBACKS, over=50)
        say(f"Callbacks of the pages, as a browser asks for them; {told()}", together)
        replay(page, sent, rounds)
        say("The same, each by itself and with another period", table(timings.new(), CALLBACKS, over=50))


def of_first_loads(address: str, _token: str, _timings: Timings, rounds: int, told: Told) -> None:
    lines = first_load(address, VISITOR, rounds)
    say(f"First load, with an empty cache; {told()} and the browsers that were closed", lines)


def of_filters(address: str, _token: str, timings: Timings, rounds: int, told: Told) -> None:
    with signed_in(address, VISITOR) as page:
        timings.new()
        shown = filter_changes(page, rounds)
        say(f"A filter is changed; {told()}", [*shown, *table(timings.new(), CALLBACKS, over=100)])


CALLBACKS = ("callback", "GET /_dash-layout")
MEASURED = {"figures": of_figures, "pages": of_pages, "first": of_first_loads, "filters": of_filters}


if __name__ == "__main__":
    main()
