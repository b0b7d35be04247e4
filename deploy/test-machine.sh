# What ./test needs of the machine: a browser, fonts, gettext, and a private PostgreSQL. ./test sources this file.

postgres_url='' postgres_bin='' browser=''

# Install what is missing, if this is root on a machine with apt.
install_system_packages() {
    wanted=''
    find_browser 2>/dev/null
    [ -n "$browser" ] || wanted="$wanted chromium-headless-shell"
    command -v msgfmt >/dev/null 2>&1 || wanted="$wanted gettext"
    if ! command -v fc-list >/dev/null 2>&1 || ! fc-list | grep -qi 'noto.*cjk'; then wanted="$wanted fonts-noto-cjk"; fi
    if ! command -v fc-list >/dev/null 2>&1 || ! fc-list | grep -qi 'biz'; then
        wanted="$wanted fontconfig fonts-morisawa-bizud-gothic"
    fi
    find_postgres
    [ -n "$postgres_bin" ] || wanted="$wanted postgresql"
    [ -n "$wanted" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "── apt-get install$wanted"
        # shellcheck disable=SC2086
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted; } \
            >"$work/apt.log" 2>&1 || tail -n 5 "$work/apt.log" >&2
    else
        echo "足りないものがあるので、その部分のテストは動きません（root で apt install$wanted）。" \
            "Some tests cannot run here: as root, apt install$wanted." >&2
    fi
}

# Set and export YORISOI_CHROMIUM, the browser of tests/browser.
find_browser() {
    browser=${YORISOI_CHROMIUM:-}
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do  # the first draws no window at all
        [ -n "$browser" ] || browser=$(command -v "$name" || true)
    done
    export YORISOI_CHROMIUM="$browser"
    [ -n "$browser" ] || echo 'ブラウザ（chromium-headless-shell か chromium）がありません。 There is no browser (chromium).' >&2
}

find_postgres() {
    postgres_bin=''
    for folder in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin; do
        if [ -x "$folder/initdb" ]; then postgres_bin=$folder; fi
    done
    if [ -z "$postgres_bin" ] && command -v initdb >/dev/null 2>&1; then
        postgres_bin=$(dirname -- "$(command -v initdb)")
    fi
}

# PostgreSQL refuses to run as root: as root it runs as the user that its package brings (or nobody).
as_postgres() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif id postgres >/dev/null 2>&1; then
        setpriv --reuid postgres --regid "$(id -g postgres)" --clear-groups -- "$@"
    else
        setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups -- "$@"
    fi
}

# Start a cluster of our own in the temporary folder, reached by a socket only; set $postgres_url.
start_postgres() {
    find_postgres
    if [ -z "$postgres_bin" ]; then
        echo 'PostgreSQL がありません。 There is no PostgreSQL: the data layer is tested on SQLite only.' >&2
        return 0
    fi
    cluster=$work/postgres
    mkdir "$cluster"
    if [ "$(id -u)" = 0 ]; then
        if id postgres >/dev/null 2>&1; then chown postgres "$cluster"; else chown nobody "$cluster"; fi
    fi
    if (
        cd / &&
            as_postgres "$postgres_bin/initdb" -D "$cluster/data" -U yorisoi -A trust -E UTF8 --locale=C.UTF-8 --no-sync &&
            as_postgres "$postgres_bin/pg_ctl" -D "$cluster/data" -w -l "$cluster/log" start -o \
                "-c listen_addresses='' -c unix_socket_directories='$cluster' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" &&
            # no superuser, or the wall between schools would let everything pass
            as_postgres "$postgres_bin/createuser" -h "$cluster" -U yorisoi --createdb school
    ) >"$work/postgres.log" 2>&1; then
        postgres_url="postgres://school@$(printf %s "$cluster" | sed 's|/|%2F|g')/postgres"
    else
        cat "$work/postgres.log" "$cluster/log" >&2 2>/dev/null || true
    fi
}

stop_postgres() {
    if [ -n "$postgres_url" ]; then
        (cd / && as_postgres "$postgres_bin/pg_ctl" -D "$work/postgres/data" -m immediate stop >/dev/null 2>&1) || true
        postgres_url=''
    fi
}
