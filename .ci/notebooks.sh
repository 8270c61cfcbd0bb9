#!/usr/bin/env bash
# Runs the notebooks and writes their outputs into them. They run in a folder whose name is the same
# everywhere, since outputs name it; test/notebooks compares them with what the kernel does today.
# Plots are still pictures in them: with what draws them in a page, each notebook had 1.5 MB more.
set -euo pipefail
cd "$(dirname "$0")/.."
made_in=/tmp/notebooks
rm -rf "$made_in"
mkdir "$made_in"
cp notebooks/*.ipynb notebooks/*.ts notebooks/*.mjs notebooks/*.yaml "$made_in"
ln -s "$PWD/node_modules" "$made_in/node_modules"
(cd "$made_in" && TAPELAB_PLOT__BUNDLE=none node "$OLDPWD/kernel/bin/tapelab-kernel.js" run --inplace ./*.ipynb)
cp "$made_in"/*.ipynb notebooks/
rm -rf "$made_in"
