"""`make reset`: an empty fund on this machine; refused while it runs."""

from __future__ import annotations

import sys

from infra.engine.refusal import EngineRefused
from infra.engine.run import STATE
from infra.engine.state import StateFolder


def main() -> int:
    folder = StateFolder(STATE)
    try:
        folder.lock()
        folder.empty()
    except EngineRefused as refused:
        print(refused)
        return 1
    finally:
        folder.unlock()
    print(f"The fund on this machine is empty. What it kept in {STATE} is gone.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
