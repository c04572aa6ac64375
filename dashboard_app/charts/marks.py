"""Numbered vertical lines on a time chart, explained in a list below it."""

from collections.abc import Mapping, Sequence


def numbered(places: Sequence[float]) -> Mapping[float, str]:
    """The number of each mark by its place. `places` are column positions, the first being 0, in numeric order. Marks at the same place share a line."""
    labels: dict[float, list[str]] = {}
    for number, place in enumerate(places, start=1):
        labels.setdefault(place, []).append(str(number))
    return {place: ", ".join(numbers) for place, numbers in labels.items()}
