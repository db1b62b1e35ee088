"""SARIF 2.1.0, in the profile that code hosts, editors and reviewdog read alike."""
