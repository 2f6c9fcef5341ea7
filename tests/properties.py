"""How many examples the tests of properties try."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

THOROUGH = 100
_NO_CONSTANTS = Constants()


def load_profiles() -> None:
    """Let fast runs try a quarter of the examples; `--hypothesis-profile thorough` tries all.

    No example may fail for the time it took, and every run tries the same ones: never flaky. So
    constants of our own modules are none among them: it would depend on which modules the tests
    before have imported.
    """
    providers._get_local_constants = lambda: _NO_CONSTANTS
    settings.register_profile(
        "thorough",
        deadline=None,
        derandomize=True,
        max_examples=THOROUGH,
        suppress_health_check=[HealthCheck.too_slow],  # so is every one beside load
    )
    settings.register_profile("fast", settings.get_profile("thorough"), max_examples=THOROUGH // 4)
    settings.load_profile("fast")


def examples(thorough: int) -> int:
    """Return how many examples to try.

    Args:
        thorough: in a thorough run; that of most tests is 100.

    """
    return thorough * settings().max_examples // THOROUGH
