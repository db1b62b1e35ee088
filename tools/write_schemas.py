"""Write the published JSON Schema of rule files: ``python tools/write_schemas.py``; a test fails when it is stale."""

from __future__ import annotations

import json

from privlint.catalogue.locate import rules_root
from privlint.catalogue.schema import json_schema


def main() -> None:
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    (rules_root() / "schema" / "rules.schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
