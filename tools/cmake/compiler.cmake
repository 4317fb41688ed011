# How everything is compiled, and which warnings hold for our own code.

include_guard(GLOBAL)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug or Release" FORCE)
endif()

# Remembered once found or not: a launcher that turns up later would change every command and rebuild everything.
if(NOT DEFINED CACHE{CMAKE_CXX_COMPILER_LAUNCHER})
  find_program(understudy_ccache ccache NO_CACHE)
  if(NOT understudy_ccache)
    set(understudy_ccache "")
  endif()
  set(CMAKE_CXX_COMPILER_LAUNCHER "${understudy_ccache}" CACHE STRING "Compiler launcher")
endif()

# The checkers go through every translation unit, libraries that we build included: a half-instrumented program accuses
# the innocent.
if(UNDERSTUDY_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(UNDERSTUDY_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(NOT UNDERSTUDY_SANITIZE STREQUAL "")
  message(FATAL_ERROR "UNDERSTUDY_SANITIZE is '${UNDERSTUDY_SANITIZE}'; it may be empty, 'address' or 'thread'.")
endif()

set(understudy_warnings
  -Wall -Wextra -Wpedantic
  -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wcast-align -Wextra-semi
  -Wimplicit-fallthrough -Wformat=2 -Wunused
  # Structs have defaults in place and are built with designated initialisers that name only what differs.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND understudy_warnings -Wduplicated-cond -Wduplicated-branches -Wlogical-op
    # Accuses std::optional and std::variant wrongly from -O1 on (GCC bug 80635).
    -Wno-maybe-uninitialized)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # Accuses `"(" + std::move(text) + ")"` wrongly (GCC bug 105651).
    list(APPEND understudy_warnings -Wno-restrict)
  endif()
endif()
if(UNDERSTUDY_WARNINGS_AS_ERRORS)
  list(APPEND understudy_warnings -Werror)
endif()

# understudy_warnings(TARGET): our own code, never a dependency's.
function(understudy_warnings target)
  target_compile_options(${target} PRIVATE ${understudy_warnings})
  target_compile_features(${target} PUBLIC cxx_std_20)
endfunction()

# understudy_heavy_source(FILE...): a translation unit that is the home of jsoncons or httplib. Under a checker these
# take minutes with full debug information, so they carry line numbers only, and -O1 in a debug build.
# To be called in the CMakeLists.txt that compiles the file.
function(understudy_heavy_source)
  if(UNDERSTUDY_SANITIZE)
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS -O1 -g1)
    set_property(SOURCE ${ARGN} PROPERTY SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()

# understudy_precompile(TARGET [header...]): under a checker, the headers that nearly every file includes are compiled once;
# that is half of the time which such a build takes. Not elsewhere, so that a missing #include is still noticed.
function(understudy_precompile target)
  if(NOT UNDERSTUDY_SANITIZE)
    return()
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess) # ccache wants it
  endif()
  set_target_properties(${target} PROPERTIES PCH_WARN_INVALID OFF)
  target_precompile_headers(${target} PRIVATE <algorithm> <chrono> <deque> <functional> <map> <memory> <mutex> <optional>
    <set> <span> <string> <string_view> <unordered_map> <variant> <vector> ${ARGN})
endfunction()
