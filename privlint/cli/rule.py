"""``privlint rule``: the page of a rule, or the list of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from privlint.errors import UserError, nearest

if TYPE_CHECKING:
    from privlint.model.finding import RuleInfo


@click.command("rule")
@click.argument("rule", required=False, metavar="[CODE|NAME]")
@click.option("--all", "every", is_flag=True, help="List all rules.")
@click.option("--output-format", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def command(rule: str | None, every: bool, output_format: str) -> None:
    """Explain a rule: what it finds, why it matters, an example, what to do instead."""
    # Loaded here, so that help needs no rules.
    from privlint import pipeline

    rules = pipeline.rules()
    if rule is None and not every:
        raise UserError("name a rule by its code or name, or give --all")
    chosen = rules if rule is None else (_named(rule, rules),)
    if output_format == "json":
        click.echo(_json(chosen), nl=False)
    elif rule is None:
        lines = _table(chosen) if output_format == "markdown" else _list(chosen)
        click.echo("\n".join(lines))
    else:
        click.echo(_page(chosen[0]))


def _named(word: str, rules: tuple[RuleInfo, ...]) -> RuleInfo:
    for rule in rules:
        if word.upper() == rule.code or word == rule.name:
            return rule
    words = [word for rule in rules for word in (rule.code, rule.name)]
    raise UserError(f'unknown rule "{word}"', hint=nearest(word, words) or "privlint rule --all lists the rules")


def _page(rule: RuleInfo) -> str:
    trial = ", in preview" if rule.preview else ""
    head = f"# {rule.code} {rule.name}\n\nSeverity: {rule.severity.word}. Since {rule.since}{trial}."
    return f"{head}\n\n{rule.page.strip() or rule.summary}"


def _list(rules: tuple[RuleInfo, ...]) -> list[str]:
    wide = max((len(rule.name) for rule in rules), default=0)
    return [f"{rule.code}  {rule.severity.word:<7}  {rule.name:<{wide}}  {rule.summary}" for rule in rules]


def _table(rules: tuple[RuleInfo, ...]) -> list[str]:
    rows = [f"| {rule.code} | {rule.name} | {rule.severity.word} | {rule.summary} |" for rule in rules]
    return ["| code | name | severity | what it finds |", "| --- | --- | --- | --- |", *rows]


def _json(rules: tuple[RuleInfo, ...]) -> str:
    import msgspec

    entries = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity.word,
            "summary": rule.summary,
            "since": rule.since,
            "preview": rule.preview,
            "page": rule.page,
        }
        for rule in rules
    ]
    return msgspec.json.format(msgspec.json.encode(entries, order="sorted"), indent=2).decode() + "\n"
