"""Runs: notebooks executed by papermill, checked, and published whole or not at all."""
