# Makes the virtual environment for ./run and ./test (which source this file). Needs $here, the root of the tree.

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Set $python to a Python that is new enough and can make virtual environments, or stop with one sentence.
find_python() {
    python='' new_enough=''
    for candidate in python3.13 python3.12 python3.11 python3; do
        path=$(command -v "$candidate") || continue
        "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        new_enough=${new_enough:-$path}
        modules='import venv, ensurepip'
        if command -v uv >/dev/null 2>&1; then modules='import venv'; fi
        if "$path" -c "$modules" >/dev/null 2>&1; then
            python=$path
            return
        fi
    done
    if [ -n "$new_enough" ]; then
        version=$("$new_enough" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        fail "Python の venv がありません。apt install python$version-venv で入れてください。" \
            "Python's venv module is missing: install it with 'apt install python$version-venv'."
    fi
    fail "Python 3.11 以上が必要です（見つかりませんでした）。" \
        "Python 3.11 or later is needed, and none was found on PATH."
}

# Install a lock file into .venv. A copy of the lock kept there says that this has been done: no network the next time.
make_venv() {
    lock=$1
    stamp=$here/.venv/installed-$lock
    if [ -f "$stamp" ] && cmp -s "$here/$lock" "$stamp" && "$here/.venv/bin/python" -c '' 2>/dev/null; then return; fi
    if ! "$here/.venv/bin/python" -c '' 2>/dev/null; then
        find_python
        if ! [ -w "$here" ] || { [ -e "$here/.venv" ] && ! [ -w "$here/.venv" ]; }; then
            fail "フォルダ $here に書き込めないので、準備ができません。" \
                "The folder $here is not writable, so the set-up cannot be made."
        fi
        echo "準備しています（初回だけ）… Setting up (first start only) …"
        without_pip=''
        if command -v uv >/dev/null 2>&1; then without_pip=--without-pip; fi
        "$python" -m venv --clear $without_pip "$here/.venv" ||
            fail "仮想環境 .venv を作れませんでした。 The virtual environment .venv could not be made."
    elif ! [ -w "$here/.venv" ]; then
        fail "フォルダ $here/.venv に書き込めないので、更新できません。" \
            "The folder $here/.venv is not writable, so it cannot be brought up to date."
    else
        echo "パッケージをそろえています… Bringing the packages up to date …"
    fi
    if command -v uv >/dev/null 2>&1 &&
        uv pip install --quiet --python "$here/.venv/bin/python" --require-hashes -r "$here/$lock"; then
        :
    elif "$here/.venv/bin/python" -c 'import pip' 2>/dev/null || "$here/.venv/bin/python" -m ensurepip >/dev/null; then
        "$here/.venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
            --no-deps --require-hashes -r "$here/$lock" ||
            fail "パッケージを入れられませんでした（ネットワークを確かめてください）。" \
                "The packages could not be installed (is there a network?)."
    else
        fail "パッケージを入れられませんでした。 The packages could not be installed."
    fi
    # The package itself: a path file and a small command. No build step, so no network.
    # The path is relative (.venv/lib/python3.x/site-packages), so the tree's own place may have any name.
    for site in "$here"/.venv/lib/python3.*/site-packages; do echo ../../../.. >"$site/yorisoi.pth"; done
    cat >"$here/.venv/bin/yorisoi" <<'SCRIPT'
#!/bin/sh
exec "$(dirname -- "$(readlink -f -- "$0")")/python" -P -m yorisoi "$@"
SCRIPT
    chmod +x "$here/.venv/bin/yorisoi"
    cp "$here/$lock" "$stamp"
}
