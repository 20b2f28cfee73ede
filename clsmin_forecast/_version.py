"""The version, in the one place from which the build and the outputs take it."""

__version__ = "0.2.0"
