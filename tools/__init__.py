"""Scripts for those who work on privlint; not shipped."""
