"""What a page's first load costs: how much is transferred, and what the browser need not ask for again."""

import re
import zlib

import brotli
import pytest
from flask.testing import FlaskClient

MAX_SCRIPT_BYTES = 1_200_000  # bytes of JavaScript that a page with a grid transfers
GRID = "/_dash-component-suites/dash_ag_grid/async-community.js"  # the largest script of a page with a grid


def test_the_scripts_of_a_page_are_small_and_stay(visitor: FlaskClient) -> None:
    page = visitor.get("/calls").text
    scripts = re.findall(
        r'<script src="([^"]+)"|data-drawn="([^"]+)"|name="grid-script" content="([^"]+)"', page
    )
    scripts = ["".join(found) for found in scripts]

    answers = [visitor.get(address, headers={"Accept-Encoding": "gzip, br"}) for address in scripts]

    for answer in answers:
        answer.close()
    assert len(scripts) > 10
    assert len([address for address in scripts if "async-community.v" in address]) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert sum(len(answer.data) for answer in answers) < MAX_SCRIPT_BYTES
    kept = {
        address: answer.headers.get("Cache-Control", "")
        for address, answer in zip(scripts, answers, strict=True)
    }
    asked_each_time = {address for address, words in kept.items() if "immutable" not in words}
    assert asked_each_time == {"/assets/early/prefetch.js", "/assets/early/theme.js"}


def test_a_compressed_script_is_the_script(visitor: FlaskClient) -> None:
    with visitor.get(GRID) as answer:
        plain = answer.data
    by_brotli = visitor.get(GRID, headers={"Accept-Encoding": "br"})
    by_gzip = visitor.get(GRID, headers={"Accept-Encoding": "gzip, br;q=0"})

    for answer in (by_brotli, by_gzip):
        answer.close()
    assert brotli.decompress(by_brotli.data) == plain
    assert zlib.decompress(by_gzip.data, zlib.MAX_WBITS | 16) == plain
    assert "Accept-Encoding" in by_gzip.headers["Vary"]


def test_answers_that_are_made_are_compressed_quickly(visitor: FlaskClient) -> None:
    plain = visitor.get("/api/metrics")
    small = visitor.get("/api/metrics", headers={"Accept-Encoding": "gzip, br"})

    assert small.headers["Content-Encoding"] == "gzip"
    assert zlib.decompress(small.data, zlib.MAX_WBITS | 16) == plain.data
    assert small.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/assets/all.js", "/assets/vendor/plotly-cartesian-4.1.1.min.js", GRID])
def test_one_file_is_kept_once_under_however_many_addresses(visitor: FlaskClient, path: str) -> None:
    def ask(address: str) -> bytes:
        with visitor.get(address, headers={"Accept-Encoding": "br"}) as answer:
            return answer.data

    cache = visitor.application.extensions["compressed_files"]
    first = ask(path)
    kept = len(cache.bodies)

    assert {ask(f"{path}?m={number}") for number in range(3)} == {first}
    assert len(cache.bodies) == kept


@pytest.mark.parametrize("path", ["/_dash-layout", "/_dash-dependencies", "/calls"])
def test_what_is_made_for_one_reader_is_kept_nowhere(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).headers["Cache-Control"] == "no-store"
