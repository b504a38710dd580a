# Sourced by script/server and script/test: sets $python to an interpreter that is new enough, or says what to install.
python=
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "Pingan needs Python 3.11 or newer, and found none." >&2
  echo "  Debian, Ubuntu:  apt-get install python3 python3-venv" >&2
  echo "  Fedora, openEuler:  dnf install python3" >&2
  echo "Elsewhere installed? PYTHON=/path/to/python3 $0" >&2
  exit 1
fi
