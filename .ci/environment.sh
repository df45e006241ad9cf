# How do ./run and ./test come by their Python? Sourced by both; expects to stand in the project's folder.
# Leaves $PYTHON, the Python of .venv. Packages are installed again only when their list has changed.

say() { printf '%s\n' "• $*"; }
fail() { printf '%s\n' "✗ $*" >&2; exit 1; }
is_root() { [ "$(id -u)" -eq 0 ]; }

apt_install() { # apt_install what-for package…: Debian packages, where we may install them
    local purpose=$1; shift
    if ! command -v apt-get >/dev/null; then
        fail "$purpose is missing and this is not Debian or Ubuntu: install what these Debian packages hold: $*"
    fi
    is_root || fail "$purpose is missing. As administrator run: apt-get install -y $*"
    say "installing Debian packages: $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update >/dev/null || fail "apt-get update did not work: is the machine connected?"
    apt-get -qq install -y --no-install-recommends "$@" >/dev/null || fail "apt-get could not install: $*"
}

good_python() { # print the first Python of 3.11 or later that can make an environment
    local python
    for python in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$python"
            return
        fi
    done
    return 1
}

make_venv() {
    local python
    if ! python=$(good_python); then
        apt_install "Python 3.11 or later with its venv module" python3 python3-venv
        python=$(good_python) || fail "Python 3.11 or later is needed; here is $(python3 --version 2>&1 || echo none)"
    fi
    say "making the Python environment .venv"
    rm -rf .venv
    if command -v uv >/dev/null && uv venv --quiet --python "$("$python" -c 'import sys; print(sys.executable)')" .venv; then
        return
    fi
    "$python" -m venv .venv || fail "the Python environment .venv could not be made"
}

install_list() { # install_list file: with uv when it is there, else with pip
    if command -v uv >/dev/null; then
        UV_LINK_MODE=copy uv pip install --quiet --compile-bytecode --python "$PYTHON" -r "$1" && return
        say "uv could not install them; trying pip"
    fi
    "$PYTHON" -m pip --version >/dev/null 2>&1 || "$PYTHON" -m ensurepip >/dev/null 2>&1 || true
    "$PYTHON" -m pip install -qq --disable-pip-version-check -r "$1" ||
        fail "the packages of $1 could not be installed: is the machine connected to a package index?"
}

prepare_python() { # prepare_python list…: all lists, the widest last; only what changed is installed
    PYTHON=.venv/bin/python
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || make_venv
    local list=${*: -1} mark
    mark=$(cat "$@" | cksum)
    if [ "$(cat ".venv/installed-$list" 2>/dev/null)" != "$mark" ]; then
        say "installing the packages of $list"
        install_list "$list"
        printf '%s\n' "$mark" >".venv/installed-$list"
        # The wider list holds the narrower one.
        for narrower in "$@"; do
            [ "$narrower" = "$list" ] || cksum <"$narrower" >".venv/installed-$narrower"
        done
    fi
    # Compiled modules are kept, whatever the caller's shell says: starting without them takes seconds longer.
    unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
}

compile_translations() {
    local po
    for po in translations/*/LC_MESSAGES/messages.po; do
        if [ -e "$po" ] && [ ! "${po%.po}.mo" -nt "$po" ]; then
            say "compiling translations"
            "$PYTHON" -m babel.messages.frontend --quiet compile -d translations >/dev/null ||
                fail "a translation cannot be compiled; look at translations/"
            return
        fi
    done
}
