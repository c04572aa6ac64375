"""What is done to texts that a model writes freely before anybody sees them."""

import pytest

from workers.hybrid.free_texts import harmless


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param(
            "Quiere  cita;\n¿el «jueves»? Sí… 50 €",
            "Quiere cita; ¿el «jueves»? Sí… 50 €",
            id="as people write",
        ),
        pytest.param(
            "l’oli, größer, col·lisió, 1ª", "l’oli, größer, col·lisió, 1ª", id="letters of our languages"
        ),
        pytest.param("मुझे कार ठीक करनी है", "मुझे कार ठीक करनी है", id="marks that a script needs"),
        pytest.param("<img src=x onerror=y>", "‹img src=x onerror=y›", id="HTML"),
        pytest.param("[aquí](/logout) `x`", "[aquí] (/logout) 'x'", id="Markdown"),
        pytest.param("a\u202ecba\u2066b\u200bc\ufeff", "acbabc", id="directions and what has no width"),
        pytest.param("a\x07b\x1b[31m\u2028c", "a b [31m c", id="control characters"),
        pytest.param("e\U000e0065\U000e0076\ufe0f", "e", id="tags and variations"),
        pytest.param("H" + "\u0338" * 50, "H" + "\u0338" * 2, id="marks over marks"),
        pytest.param("ｅｖｉｌ．ｃｏｍ ⑧⓪⑥ 𝟏𝟐", "evil.com 806 12", id="other forms of letters and digits"),
    ],
)
def test_a_text_is_made_harmless(written: str, kept: str) -> None:
    assert harmless(written) == kept
