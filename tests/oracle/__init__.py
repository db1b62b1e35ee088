"""The execution oracle: runs a fixture among planted people and recording recipients, and tells what really leaked."""
