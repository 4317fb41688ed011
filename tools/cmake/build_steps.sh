# shellcheck shell=bash disable=SC2154
# The steps that tools/understudy and tools/test share. Sourced by them; `root` is set.

say() { printf 'understudy: %s\n' "$*" >&2; }

# One set-up or build at a time in a checkout. The lock is held by the file descriptor, so it ends with the process,
# however that ends; ninja and cmake inherit it, programs that outlive the build must not.
take_the_lock() {
    mkdir -p "$root/build" 2>/dev/null || true
    if [[ ! -w $root/build ]]; then
        say "cannot write to $root/build: Understudy is built inside its checkout, so it must be writable."
        exit 1
    fi
    exec 9>"$root/build/.lock"
    if ! flock --nonblock 9; then
        say "another start is building in this checkout; waiting for it"
        flock 9
    fi
}

release_the_lock() { exec 9>&-; }

# Precompiled headers (the checkers' builds) are cached only if told so.
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}

# A user without a home folder (a container's) still gets a compiler cache.
if [[ -z ${CCACHE_DIR:-} && ! -w ${HOME:-/nonexistent} ]]; then
    export CCACHE_DIR=$root/build/.ccache
fi

# configure PRESET -DNAME=VALUE: only when that was not done before. Changes of CMake files are ninja's business.
configure() {
    local preset=$1 setting=$2 folder=$root/build/$1 cache line fresh=() wanted_name wanted_value known=no
    cache=$folder/CMakeCache.txt
    wanted_name=${setting#-D} wanted_name=${wanted_name%%=*}
    wanted_value=${setting#*=}
    if [[ -f $cache && -f $folder/build.ninja ]]; then
        known=yes
        while IFS= read -r line; do
            case $line in
                # ON stays ON: switching the tests off again for a `serve` would only cost time.
                "$wanted_name:BOOL="*) [[ ${line#*=} == "$wanted_value" || $wanted_value == OFF ]] || known=no ;;
                # A checkout that was moved or copied together with its build folder.
                CMAKE_HOME_DIRECTORY:INTERNAL=*) [[ ${line#*=} == "$root" ]] || { known=no; fresh=(--fresh); break; } ;;
            esac
        done <"$cache"
        [[ $known == no ]] || return 0
    fi
    say "configuring $preset"
    local log=$folder.configure.log
    if ! (cd "$root" && cmake --preset "$preset" "${fresh[@]}" "$setting") >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        say "configuring $preset failed; the lines above say why"
        exit 1
    fi
}

# build PRESET TARGET: silent when there is nothing to do. On a terminal ninja shows one moving line, elsewhere a line
# for each step; it draws no colours, so there is nothing for NO_COLOR to switch off.
build() {
    local preset=$1 target=$2 folder=$root/build/$1 plan
    plan=$(ninja -C "$folder" -n "$target" 2>/dev/null </dev/null) || plan=
    [[ $plan != *"ninja: no work to do."* ]] || return 0
    [[ -e $folder/.ninja_log ]] || say "first $preset build; this takes some minutes, later ones only what changed"
    if ! NINJA_STATUS="[$preset %f/%t] " ninja -C "$folder" "$target" >&2 </dev/null; then
        say "the $preset build failed; the lines above say why"
        exit 1
    fi
}
