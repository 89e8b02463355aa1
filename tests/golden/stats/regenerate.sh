#!/usr/bin/env bash
# Writes the reference values anew, in a virtual environment of their own; the results are committed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 lifelines==0.30.3
for script in "$here"/*.py; do "$environment/bin/python" "$script"; done
