"""``python -m cognito_emulator.cli``, for where no script is installed."""

from __future__ import annotations

import sys

from cognito_emulator.cli import main

if __name__ == "__main__":
    sys.exit(main())
