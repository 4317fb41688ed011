# Registers the checks of the source text with ctest (label `checks`). Included by tests/CMakeLists.txt.

include_guard(GLOBAL)

# Debian's own Python first: an interpreter that a version manager puts in front need not have what tests use.
find_program(UNDERSTUDY_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(UNDERSTUDY_PYTHON NAMES python3 REQUIRED)

add_test(NAME check_layers COMMAND "${UNDERSTUDY_PYTHON}" "${PROJECT_SOURCE_DIR}/tools/check_layers")
add_test(NAME check_layers_self_test COMMAND "${UNDERSTUDY_PYTHON}" "${PROJECT_SOURCE_DIR}/tools/check_layers" --self-test)
add_test(NAME check_format COMMAND "${PROJECT_SOURCE_DIR}/tools/check_format")
# The pure parts only, and only where CI is set: all of it takes minutes on two cores. `CI=1 tools/test -R check_tidy`
# runs it by hand.
add_test(NAME check_tidy COMMAND bash "${PROJECT_SOURCE_DIR}/tools/cmake/check_tidy.sh" "${PROJECT_BINARY_DIR}")

set_tests_properties(check_layers check_layers_self_test check_format check_tidy PROPERTIES
  LABELS checks
  TIMEOUT 120
  SKIP_RETURN_CODE 77
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
set_tests_properties(check_tidy PROPERTIES TIMEOUT 900)
