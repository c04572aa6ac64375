import json

import pytest

from workers.analysis import label_calls
from workers.analysis.labels import CallLineError

CALL = {
    "id": "c1",
    "labels": {"intent": "nonsense"},
    "transcript": [{"role": "user", "message": "hello, are you open on Saturdays?", "time_in_call_secs": 2}],
}


def test_labels_have_the_shape_of_the_corpus():
    (line,) = label_calls([json.dumps(CALL), "  \n"], "workshop")
    answer = json.loads(line)
    assert answer["id"] == "c1"
    assert answer["labels"]["language"] == "en"
    assert answer["labels"]["intent"] == "general_information"
    keys = "language intent secondary_intents services urgency outcome abandoned abandonment_stage sentiment entities"
    assert list(answer["labels"]) == keys.split()


BAD_LINES = {
    "no JSON": "{",
    "no object": "[1]",
    "no transcript": '{"id": "c1"}',
    "the turns under another name": '{"id": "c1", "turns": [{"role": "user", "text": "hola"}]}',
    "a transcript that is text": '{"id": "c1", "transcript": "hola"}',
    "no id to find the answer by": '{"transcript": []}',
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES)
def test_bad_lines_are_named(line):
    with pytest.raises(CallLineError, match="line 2"):
        list(label_calls([json.dumps(CALL), line], "workshop"))
