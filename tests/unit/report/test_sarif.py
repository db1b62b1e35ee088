"""SARIF as its readers check it: the official schema, links, taxonomies, limits, fingerprints."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privlint.model.finding import Report
from privlint.model.place import Place
from privlint.report import cuts, render
from privlint.report.cuts import RESULTS_KEPT, STEPS_KEPT, steps_kept
from privlint.report.sarif.fingerprints import line_hashes
from tests.checkout import ROOT
from tests.unit.report.sample import IN_LOG, NOT_ANALYSED, NOTHING, REPORT, mark


def run(report: Report, **options: Any) -> dict[str, Any]:
    """The one run of a report's document."""
    document = json.loads(render(report, "sarif", **options))
    (only,) = document["runs"]
    loaded: dict[str, Any] = only
    return loaded


@cache
def validator() -> Any:
    schema = json.loads((ROOT / "tests" / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("report", [REPORT, NOTHING, Report(findings=(), rules=())], ids=["some", "none", "bare"])
@pytest.mark.parametrize("include_suppressed", [False, True])
def test_schema(report: Report, include_suppressed: bool) -> None:
    document = json.loads(render(report, "sarif", include_suppressed=include_suppressed))
    assert [error.message for error in validator().iter_errors(document)] == []


def test_indices_lead_to_what_they_name() -> None:
    only = run(REPORT)
    rules = only["tool"]["driver"]["rules"]
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert only["artifacts"][location["index"]]["location"]["uri"] == location["uri"]
        for taxon in result.get("taxa", []):
            taxonomy = only["taxonomies"][taxon["toolComponent"]["index"]]
            assert taxonomy["guid"] == taxon["toolComponent"]["guid"]
            assert taxonomy["taxa"][taxon["index"]]["id"] == taxon["id"]
    for notification in only["invocations"][0]["toolExecutionNotifications"]:
        descriptor = notification["descriptor"]
        assert only["tool"]["driver"]["notifications"][descriptor["index"]]["id"] == descriptor["id"]


def test_clauses_are_taxa_and_tags() -> None:
    only = run(REPORT)
    by_rule = {result["ruleId"]: result for result in only["results"]}
    assert [taxon["id"] for taxon in by_rule["PRV103"]["taxa"]] == ["6.8"]
    tags = {rule["id"]: rule["properties"]["tags"] for rule in only["tool"]["driver"]["rules"]}
    assert "policy/article-6" in tags["PRV103"]
    assert "policy/article-5" in tags["PRV101"]
    assert [taxonomy["name"] for taxonomy in only["taxonomies"]] == ["deskrex", "CWE"]


def test_links_in_messages_lead_to_related_locations() -> None:
    (result,) = [result for result in run(REPORT)["results"] if result["ruleId"] == "PRV103"]
    assert result["message"]["text"].endswith(
        r'See [request.POST\["email"\] is read](1), [the recipient \[inside\] the wrapper](2).'
    )
    assert [related["id"] for related in result["relatedLocations"]] == [1, 2]


def test_suppressions_are_given_on_demand_only() -> None:
    assert not any("suppressions" in result for result in run(REPORT)["results"])
    given = [result.get("suppressions") for result in run(REPORT, include_suppressed=True)["results"]]
    assert [{"kind": "inSource", "status": "accepted", "justification": "audited by the privacy team"}] in given


def test_values_are_hidden_and_the_token_is_told() -> None:
    whole_line = msgspec.structs.replace(IN_LOG, place=Place("shop/signup.py", 10, 1, 10, 65))
    only = run(msgspec.structs.replace(REPORT, findings=(whole_line,)))
    region = only["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["snippet"]["text"].endswith('logger.info("😀 %s %s", "[redacted]", email)')
    assert only["redactionTokens"] == ["[redacted]"]
    assert "redactionTokens" not in run(REPORT)


def test_nothing_of_the_machine_is_told() -> None:
    text = render(REPORT, "sarif").decode()
    assert "file:" not in text
    assert not any(word in text for word in ("startTimeUtc", "endTimeUtc", "workingDirectory", "machine"))


def test_rank_rises_for_data_that_is_sensitive() -> None:
    sensitive = msgspec.structs.replace(NOT_ANALYSED, categories=("user.health_and_medical.record",))
    report = msgspec.structs.replace(REPORT, findings=(sensitive,), special_categories=("user.health_and_medical",))
    assert run(report)["results"][0]["rank"] == 95.0
    assert run(msgspec.structs.replace(report, special_categories=()))["results"][0]["rank"] == 80.0


def test_rules_never_look_like_secret_detection() -> None:
    text = render(REPORT, "sarif").decode().lower()
    assert not any(f"cwe-{number}" in text for number in (256, 257, 259, 312, 319, 321, 522, 540, 798))


def test_too_many_results_leave_the_gravest() -> None:
    findings = (*[IN_LOG] * RESULTS_KEPT, NOT_ANALYSED)
    report = Report(findings=findings, rules=())
    only = run(report)
    assert len(only["results"]) == RESULTS_KEPT
    assert only["results"][0]["ruleId"] == "PRV904"
    (note,) = only["invocations"][0]["toolExecutionNotifications"]
    assert (note["message"]["text"],) == cuts(report, "sarif")
    assert cuts(report, "json") == ()


def test_long_traces_keep_ends_and_hops() -> None:
    steps = [mark("a.py", line, 1, 2, f"step {line}") for line in range(1, 301)]
    steps[250] = mark("b.py", 1, 1, 2, "a hop")
    kept = steps_kept(tuple(steps))
    assert len(kept) == STEPS_KEPT
    assert (kept[0], kept[-1]) == (steps[0], steps[-1])
    assert steps[250] in kept
    assert list(kept) == [step for step in steps if step in kept]
    report = Report(findings=(msgspec.structs.replace(IN_LOG, trace=tuple(steps)),), rules=())
    assert cuts(report, "sarif") == ("1 trace shortened to 100 steps; json has all.",)


def test_many_related_locations_leave_room_for_the_message() -> None:
    marks = tuple(mark("a.py", line, 1, 2, f"field {line} is left out") for line in range(1, 100))
    crowded = msgspec.structs.replace(IN_LOG, related=marks, trace=())
    (result,) = run(msgspec.structs.replace(REPORT, findings=(crowded,)))["results"]
    assert result["message"]["text"].startswith(f"{IN_LOG.message}. See [field 1 is left out](1), ")
    assert len(result["message"]["text"]) < 1000
    assert len(result["relatedLocations"]) == 99


def test_long_messages_keep_their_links_whole() -> None:
    long = msgspec.structs.replace(IN_LOG, message="word " * 400)
    text = run(msgspec.structs.replace(REPORT, findings=(long,)))["results"][0]["message"]["text"]
    assert len(text) == 1000
    assert text.endswith(r'… See [request.POST\["email"\] is read](1).')


# From github/codeql-action, src/fingerprints.test.ts (MIT): values only.
_CRLF = "e9496ae3ebfced30 fb7c023a8b9ccb3f ce8ba1a563dcdaca e20e36e16fcb0cc8 b3edc88f2938467e c8e28b0b4002a3a0"
_LOREM = "a7f2ff13bc495cf2"


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", "c129715d7a2bc9a3"),
        (" a\nb\n  \t\tc\n d", "271789c17abda88f 54703d4cd895b18 180aee12dab6264 a23a3dc5e078b07b"),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            "8b7cf3e952e7aeb2 b1ae1287ec4718d9 bff680108adb0fcc c6805c5e1288b612 b86d3392aea1be30 e6ceba753e1a442",
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", f"{_CRLF} c129715d7a2bc9a3"),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", f"{_CRLF} c129715d7a2bc9a3"),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", f"{_CRLF} c129715d7a2bc9a3"),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", f"{_CRLF} c129715d7a2bc9a3"),
    ],
)
def test_line_hashes_are_those_of_the_upload_action(text: str, hashes: str) -> None:
    assert line_hashes(text) == tuple(f"{digits}:1" for digits in hashes.split())


def test_equal_lines_are_counted() -> None:
    hashes = line_hashes("Lorem ipsum dolor sit amet.\n" * 10)
    assert hashes[:6] == tuple(f"{_LOREM}:{number}" for number in range(1, 7))
    assert hashes[6:8] == ("a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1")


def test_line_hashes_count_utf16_units() -> None:
    """An emoji is two units: with it, the window of 100 ends one character earlier."""
    assert line_hashes("😀" * 50 + "a") == line_hashes("😀" * 50 + "b") != line_hashes("😀" * 49 + "a")


def hash_of(text: str) -> str:
    """The hash of the first line, by its definition."""
    units = text.encode("utf-16-le")
    numbers = [units[at] + 256 * units[at + 1] for at in range(0, len(units), 2)]
    window = [*numbers, 65535, *[0] * 100][:100]
    return f"{sum(unit * 37 ** (99 - at) for at, unit in enumerate(window)) % 2**64:x}"


@given(st.text(st.sampled_from("a \t\n\r😀é"), max_size=250))
def test_hashes_agree_with_the_definition(text: str) -> None:
    ends = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    bare = ["".join(line.split()) for line in ends]
    expected = [hash_of("\n".join(bare[at:])) for at in range(len(bare))]
    assert [value.partition(":")[0] for value in line_hashes(text)] == expected
