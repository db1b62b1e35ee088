"""``python -m privlint`` and the ``privlint`` script."""

from __future__ import annotations

from privlint.cli.main import main

if __name__ == "__main__":
    main()
