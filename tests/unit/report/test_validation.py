"""The reading of the SARIF multitool's log."""

from __future__ import annotations

from tools.validate_sarif import complaints_in

LOCATION = {"physicalLocation": {"region": {"startLine": 7}}}


def test_errors_and_warnings_count_and_notes_do_not() -> None:
    results = [
        {"ruleId": "A", "level": "error", "message": {"text": "bad"}, "locations": [LOCATION]},
        {"ruleId": "B", "message": {"id": "default", "arguments": ["x"]}},
        {"ruleId": "C", "level": "note", "message": {"text": "fine"}},
    ]
    notifications = [
        {"level": "error", "message": {"text": "a rule fell over"}},
        {"level": "none", "message": {"text": "done"}},
    ]
    log = {"runs": [{"results": results, "invocations": [{"toolConfigurationNotifications": notifications}]}]}
    assert complaints_in(log) == [
        "line 7: error A: bad",
        "line ?: warning B: default ['x']",
        "a rule fell over",
    ]


def test_a_clean_log() -> None:
    assert complaints_in({"runs": [{"invocations": [{"executionSuccessful": True}]}]}) == []
