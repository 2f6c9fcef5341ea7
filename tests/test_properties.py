"""The examples of property tests are the same in each run."""

from __future__ import annotations

from hypothesis.internal.conjecture.providers import HypothesisProvider


def test_no_constant_of_an_imported_module_is_an_example() -> None:
    """What the tests before have imported would decide else."""
    assert not len(HypothesisProvider(None)._local_constants)
