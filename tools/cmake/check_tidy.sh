#!/usr/bin/env bash
# check_tidy.sh BUILD_FOLDER: clang-tidy over mock_server/core and mock_server/providers, the two pure parts, with the
# build's own commands. Says 77 ("skipped") outside CI. See tools/cmake/checks.cmake.
set -euo pipefail

if [[ -z ${CI:-} ]]; then
    echo "check_tidy: skipped, CI is not set"
    exit 77
fi
runner=$(command -v run-clang-tidy-14 || command -v run-clang-tidy) || {
    echo "check_tidy: run-clang-tidy is missing; tools/bootstrap --tests installs it"
    exit 1
}
# The commands are GCC's; clang is not to complain about options that it does not know.
exec "$runner" -p "$1" -quiet -j "$(nproc)" -extra-arg=-Wno-unknown-warning-option \
    'mock_server/(core|providers)/.*\.cpp$'
