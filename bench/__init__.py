"""Benchmarks: generated reports with known facts, and what it costs to build and ask."""
