# Catch2, and the functions with which tests/ declares its programs. Included only when tests are built, so that a first
# `serve` need not have Catch2.

include_guard(GLOBAL)

FetchContent_Declare(Catch2
  URL https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
  URL_HASH SHA256=c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
  SYSTEM
  EXCLUDE_FROM_ALL
  FIND_PACKAGE_ARGS 3.7.1)
FetchContent_MakeAvailable(Catch2)

# What tools/test builds under a checker: no more than is run there.
add_custom_target(understudy_tests_unit)
add_custom_target(understudy_tests_integration)

# understudy_test(NAME SOURCES file... [LIBRARIES library...] [LABEL unit] [TIMEOUT 60] [RUN_SERIAL])
#
# A Catch2 program build/<preset>/tests/NAME and one ctest entry of the same name. One entry per program, not per case:
# starting a process for each case costs more than most cases, several times so under a checker. Run the program by
# hand to choose cases.
#
# LABEL says where it runs: `unit` (default) also under the address checker, `integration` also under the thread checker
# and after understudy_cli was built; `conformance`, `golden`, `regression`, … in the release build only.
# The code finds UNDERSTUDY_SOURCE_DIR (the checkout) and UNDERSTUDY_BINARY (the built program) as macros.
function(understudy_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "RUN_SERIAL" "LABEL;TIMEOUT" "SOURCES;LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "understudy_test(${name}): SOURCES are needed; unknown arguments: '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  if(UNDERSTUDY_SANITIZE)
    # The checkers slow a program down by two to fifteen times.
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
  endif()

  add_executable(${name} ${arg_SOURCES})
  understudy_warnings(${name})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/mock_server" "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} Catch2::Catch2WithMain)
  target_compile_definitions(${name} PRIVATE
    UNDERSTUDY_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    UNDERSTUDY_BINARY="${PROJECT_BINARY_DIR}/understudy")
  # What is tested is compiled as it is used, or as a checker wants it; the tests themselves need not be fast, their
  # compilation must. Asserts stay on in them.
  target_compile_options(${name} PRIVATE -O0 -UNDEBUG)
  if(UNDERSTUDY_SANITIZE STREQUAL "address")
    # Costs a third of their compilation, and it is the code under test that is to be checked.
    target_compile_options(${name} PRIVATE -fno-sanitize=undefined)
  endif()
  understudy_precompile(${name} <catch2/catch_test_macros.hpp> <catch2/matchers/catch_matchers_string.hpp>
    "${PROJECT_SOURCE_DIR}/mock_server/core/session.hpp")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")

  if(TARGET understudy_tests_${arg_LABEL})
    add_dependencies(understudy_tests_${arg_LABEL} ${name})
  endif()
  if(arg_LABEL STREQUAL "integration" AND TARGET understudy_cli)
    add_dependencies(${name} understudy_cli)
  endif()

  add_test(NAME ${name} COMMAND ${name} --colour-mode none)
  set_tests_properties(${name} PROPERTIES
    LABELS "${arg_LABEL}"
    TIMEOUT ${arg_TIMEOUT}
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    ENVIRONMENT "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1;UBSAN_OPTIONS=print_stacktrace=1;TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=${PROJECT_SOURCE_DIR}/tests/support/thread_checker_suppressions.txt")
  if(arg_RUN_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()
