#!/bin/sh
# Finds a Python of at least 3.11 and hands over to scripts/bootstrap.py, which sets everything up.
# Usage: scripts/bootstrap.sh [--dev].  PYTHON=/path/to/python3 chooses one.
set -eu
cd "$(dirname "$0")/.."

for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$name" ] || continue
    if "$name" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$name" -m scripts.bootstrap "$@"
    fi
done

found=$(python3 --version 2>/dev/null || echo "no Python at all")
echo "Python 3.11 or later is needed, and this machine has ${found}." >&2
echo "On Debian 12 or Ubuntu 24.04 and later: apt-get install python3 python3-venv. Or name one: make setup PYTHON=/path/to/python3" >&2
exit 1
