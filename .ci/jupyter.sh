#!/usr/bin/env bash
# Makes .venv with the Jupyter programs that test the kernel. Does nothing when it is there and up to date.
# With --with-chromium also the browser, with --with-classic also Notebook 6.4 (apt-get, as root or with sudo).
set -euo pipefail
cd "$(dirname "$0")/.."

# The older jupyter_kernel_test, with a jupyter_client of its time, in a folder that is put first on PYTHONPATH.
old_release="jupyter_kernel_test==0.4.5 jupyter_client==7.4.9 entrypoints==0.4.2 nest-asyncio==1.6.0"
stamp=.venv/tapelab-requirements
wanted="$(cat .ci/jupyter-requirements.txt; echo "$old_release")"

fail() { printf '\n*** %s\n' "$@" >&2; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
apt_install() {
  command -v apt-get >/dev/null || fail "$1 is missing and there is no apt-get here. Install it and run again."
  as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends "$@"
}

has_venv() { python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; }

if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
  has_venv || apt_install python3 python3-venv
  has_venv || fail "Python 3.10 or newer with venv is missing. The tests with real Jupyter front ends cannot run."
  started=$SECONDS
  rm -rf .venv
  python3 -m venv .venv
  .venv/bin/pip install --quiet --requirement .ci/jupyter-requirements.txt
  .venv/bin/pip install --quiet --no-deps --target .venv/kernel-test-old $old_release
  printf '%s\n' "$wanted" >"$stamp"
  echo "jupyter: .venv made in $((SECONDS - started)) s"
fi

if [[ " $* " = *" --with-chromium "* ]] && [ -z "${TAPELAB_CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
  apt_install chromium fonts-dejavu-core
fi
if [[ " $* " = *" --with-classic "* ]] && ! command -v /usr/bin/jupyter-notebook >/dev/null; then
  apt_install jupyter-notebook
fi
