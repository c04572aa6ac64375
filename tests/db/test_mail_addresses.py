"""What an e-mail can be addressed to."""

import pytest
from pydantic import ValidationError

from db.mail_addresses import is_mail_address
from db.reporting import ReportRules


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("ana.torres@taller.es", True),
        ("ana+citas@taller.es", True),
        ("josé@taller.es", True),
        ("ana@exämple.com", True),
        ("ana@taller", True),
        ("ana", False),
        ("", False),
        ("ana@taller..es", False),
        ("ana,luis@taller.es", False),
        ("ana@taller.es, luis@taller.es", False),
        ("Ana <ana@taller.es>", False),
        ("ana(citas)@taller.es", False),
        ("ana:luis@taller.es", False),
        ("ana@[taller", False),
        ("ana\x00@taller.es", False),
        ("ana@taller.es\nBcc: luis@taller.es", False),
    ],
)
def test_what_is_an_address(text: str, is_one: bool) -> None:
    assert is_mail_address(text) is is_one


def test_a_report_goes_only_where_it_can_be_addressed() -> None:
    assert ReportRules(recipients=(" ana@taller.es ",)).recipients == ("ana@taller.es",)
    with pytest.raises(ValidationError, match="is no e-mail address"):
        ReportRules(recipients=("ana@taller.es", "ana@[taller"))
