"""`python -m tests.load.pages`: the server's part of every callback and figure, the database's part of that, the first load, and how
soon a changed filter shows, with as many calls of the demo as are asked for. The data is kept in `.data/bench-pages-…` and used again.
"""

import argparse
from collections.abc import Callable

from tests.load.foreign_load import foreign_load
from tests.load.pages.api_requests import request_figures
from tests.load.pages.browsing import browse, signed_in
from tests.load.pages.filtering import filter_changes
from tests.load.pages.first import first_load
from tests.load.pages.million import VISITOR, add_arguments, print_section, served
from tests.load.pages.replaying import Sent, replay
from tests.load.pages.timing import Timings, table

PARTS = ("figures", "pages", "first", "filters")


def main() -> None:
    asked = arguments()
    with served(asked) as product:
        for part in asked.parts:
            with foreign_load(product.database.engine) as load:
                MEASUREMENTS[part](product.address, product.token, product.timings, asked.rounds, load)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser, rounds=5)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args()


LoadDescription = Callable[[], str]


def measure_figures(address: str, token: str, timings: Timings, rounds: int, load: LoadDescription) -> None:
    request_figures(address, token, rounds)
    print_section(
        f"Figures and lists of the API, one after the other; {load()}",
        table(timings.new(), ("GET /api",), over=50),
    )


def measure_pages(address: str, _token: str, timings: Timings, rounds: int, load: LoadDescription) -> None:
    with signed_in(address, VISITOR) as page:
        sent = Sent(page)
        timings.new()
        browse(page, rounds=rounds)
        together = table(timings.new(), CALLBACKS, over=50)
        print_section(f"Callbacks of the pages, as a browser asks for them; {load()}", together)
        replay(page, sent, rounds)
        print_section(
            "The same, each by itself and with another period", table(timings.new(), CALLBACKS, over=50)
        )


def measure_first_loads(
    address: str, _token: str, _timings: Timings, rounds: int, load: LoadDescription
) -> None:
    lines = first_load(address, VISITOR, rounds)
    print_section(f"First load, with an empty cache; {load()} and the browsers that were closed", lines)


def measure_filters(address: str, _token: str, timings: Timings, rounds: int, load: LoadDescription) -> None:
    with signed_in(address, VISITOR) as page:
        timings.new()
        shown = filter_changes(page, rounds)
        print_section(f"A filter is changed; {load()}", [*shown, *table(timings.new(), CALLBACKS, over=100)])


CALLBACKS = ("callback", "GET /_dash-layout")
MEASUREMENTS = {
    "figures": measure_figures,
    "pages": measure_pages,
    "first": measure_first_loads,
    "filters": measure_filters,
}


if __name__ == "__main__":
    main()
