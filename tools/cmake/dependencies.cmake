# The libraries that we use. Those that are installed win (Debian's packages, or what tools/bootstrap unpacked in
# .deps/prefix); otherwise FetchContent downloads the pinned version. FETCHCONTENT_SOURCE_DIR_<NAME> overrides both.
#
# OpenSSL, zlib and libarchive come from the system: OpenSSL has no CMake build, and libarchive would bring its own
# chain of dependencies.

include_guard(GLOBAL)
include(FetchContent)

list(PREPEND CMAKE_PREFIX_PATH "${PROJECT_SOURCE_DIR}/.deps/prefix/usr")

# Old projects among them ask for CMake < 3.5, which CMake 4 refuses without this.
if(NOT DEFINED CMAKE_POLICY_VERSION_MINIMUM)
  set(CMAKE_POLICY_VERSION_MINIMUM 3.5)
endif()

find_package(Threads REQUIRED)

# understudy_system_package(NAME DEBIAN_PACKAGE): the error names what to install.
macro(understudy_system_package name debian_package)
  find_package(${name} QUIET)
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "${name} was not found. It comes from the system: install Debian's package ${debian_package} "
      "(or run tools/bootstrap), its equivalent elsewhere.")
  endif()
endmacro()
understudy_system_package(OpenSSL libssl-dev)
understudy_system_package(ZLIB zlib1g-dev)
understudy_system_package(LibArchive libarchive-dev)

# Settings of the projects that FetchContent would build. Install rules stay on where there are some: an installed
# understudy refers to these libraries, so they must land in the same prefix (yaml-cpp: see targets.cmake).
set(JSON_BuildTests OFF)
set(JSON_Install ON)
set(YAML_CPP_BUILD_TESTS OFF)
set(YAML_CPP_BUILD_TOOLS OFF)
set(YAML_CPP_BUILD_CONTRIB OFF)
set(YAML_BUILD_SHARED_LIBS OFF)
set(CLI11_BUILD_TESTS OFF)
set(CLI11_BUILD_EXAMPLES OFF)
set(CLI11_BUILD_DOCS OFF)
set(SPDLOG_INSTALL ON)
if(FETCHCONTENT_SOURCE_DIR_SPDLOG AND NOT EXISTS "${FETCHCONTENT_SOURCE_DIR_SPDLOG}/include/spdlog/fmt/bundled")
  # Debian's source package leaves spdlog's copy of fmt out.
  set(SPDLOG_FMT_EXTERNAL ON)
endif()
set(CATCH_INSTALL_DOCS OFF)
set(CATCH_INSTALL_EXTRAS OFF)
# Of prometheus-cpp only what writes its text format: no web server, no client, nothing that these would need.
set(ENABLE_PULL OFF)
set(ENABLE_PUSH OFF)
set(ENABLE_COMPRESSION OFF)
set(ENABLE_TESTING OFF)
set(GENERATE_PKGCONFIG OFF)

# `option()` in them must not undo the settings above; download times, not the archive's, for extracted files.
set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
set(CMAKE_POLICY_DEFAULT_CMP0135 NEW)
cmake_policy(SET CMP0135 NEW)

FetchContent_Declare(nlohmann_json
  URL https://github.com/nlohmann/json/archive/refs/tags/v3.11.2.tar.gz
  URL_HASH SHA256=d69f9deb6a75e2580465c6c4c5111b89c4dc2fa94e3a85fcd2ffcd9a143d9273
  SYSTEM
  FIND_PACKAGE_ARGS 3.11)
FetchContent_Declare(yaml-cpp
  URL https://github.com/jbeder/yaml-cpp/archive/yaml-cpp-0.7.0.tar.gz
  URL_HASH SHA256=43e6a9fcb146ad871515f0d0873947e5d497a1c9c60c58cb102a97b47208b7c3
  SYSTEM
  FIND_PACKAGE_ARGS 0.7)
FetchContent_Declare(CLI11
  URL https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.1.2.tar.gz
  URL_HASH SHA256=26291377e892ba0e5b4972cdfd4a2ab3bf53af8dac1f4ea8fe0d1376b625c8cb
  SYSTEM
  FIND_PACKAGE_ARGS 2.1)
FetchContent_Declare(spdlog
  URL https://github.com/gabime/spdlog/archive/refs/tags/v1.10.0.tar.gz
  URL_HASH SHA256=697f91700237dbae2326b90469be32b876b2b44888302afbc7aceb68bcfe8224
  SYSTEM
  FIND_PACKAGE_ARGS 1.10)
FetchContent_Declare(pugixml
  URL https://github.com/zeux/pugixml/archive/refs/tags/v1.13.tar.gz
  URL_HASH SHA256=5c5ad5d7caeb791420408042a7d88c2c6180781bf218feca259fd9d840a888e1
  SYSTEM
  FIND_PACKAGE_ARGS 1.13)
# Debian's has no version file, so none can be asked for.
FetchContent_Declare(prometheus-cpp
  URL https://github.com/jupp0r/prometheus-cpp/archive/refs/tags/v1.0.1.tar.gz
  URL_HASH SHA256=593e028d401d3298eada804d252bc38d8cab3ea1c9e88bcd72095281f85e6d16
  SYSTEM
  FIND_PACKAGE_ARGS CONFIG)
FetchContent_MakeAvailable(nlohmann_json yaml-cpp CLI11 spdlog pugixml prometheus-cpp)

# From 0.8 on yaml-cpp's target has a namespace.
if(NOT TARGET yaml-cpp AND TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp INTERFACE IMPORTED)
  target_link_libraries(yaml-cpp INTERFACE yaml-cpp::yaml-cpp)
endif()

# The two header-only libraries have no CMake file that we could use as it is (Debian's of jsoncons names /usr/include
# outright, httplib's looks for five optional libraries), so only their headers are taken.
#
# understudy_headers(NAME HEADER SUBFOLDER VERSION_LINE): sets NAME_include_dir. A header that is found but does not hold
# VERSION_LINE is another version and is passed over. SUBFOLDER is where HEADER lies in the fetched source.
FetchContent_Declare(jsoncons
  URL https://github.com/danielaparker/jsoncons/archive/refs/tags/v1.3.2.tar.gz
  URL_HASH SHA256=f22fb163df1a12c2f9ee5f95cad9fc37c6cfbefe0ae6f30aba7440832ef70fbe
  SOURCE_SUBDIR headers-only)
FetchContent_Declare(httplib
  URL https://github.com/yhirose/cpp-httplib/archive/refs/tags/v0.41.0.tar.gz
  URL_HASH SHA256=6d38a6b74ea33ac3133b8352f2b55b557c1d42f36e1ed0c01f852e3218329d39
  SOURCE_SUBDIR headers-only)

function(understudy_headers name header subfolder version_line)
  string(TOUPPER "${name}" upper_name)
  unset(found)
  if(NOT FETCHCONTENT_SOURCE_DIR_${upper_name})
    find_path(found ${header} NO_CACHE)
    if(found)
      file(STRINGS "${found}/${header}" matches REGEX "${version_line}")
      if(NOT matches)
        message(STATUS "${found}/${header} is another version of ${name} than ours")
        unset(found)
      endif()
    endif()
  endif()
  if(NOT found)
    FetchContent_MakeAvailable(${name})
    FetchContent_GetProperties(${name} SOURCE_DIR source_dir)
    set(found "${source_dir}${subfolder}")
    if(NOT EXISTS "${found}/${header}")
      message(FATAL_ERROR "${name}: there is no ${header} in ${found}")
    endif()
  endif()
  set(${name}_include_dir "${found}" PARENT_SCOPE)
endfunction()

understudy_headers(jsoncons jsoncons/config/version.hpp "/include" "JSONCONS_VERSION_MINOR 3$")
add_library(understudy_jsoncons INTERFACE)
target_include_directories(understudy_jsoncons SYSTEM INTERFACE "${jsoncons_include_dir}")

# Pinned exactly: transport reaches into httplib's internals.
understudy_headers(httplib httplib.h "" "CPPHTTPLIB_VERSION \"0\\.41\\.0\"")
add_library(understudy_httplib INTERFACE)
target_include_directories(understudy_httplib SYSTEM INTERFACE "${httplib_include_dir}")
target_link_libraries(understudy_httplib INTERFACE Threads::Threads)
# The only place where these are set: three homes with different values would be three different libraries in one
# program. The limit on bodies is set per server.
target_compile_definitions(understudy_httplib INTERFACE
  # 5 refuses connections as soon as a test suite starts in parallel.
  CPPHTTPLIB_LISTEN_BACKLOG=4096
  # The default looks at each idle connection a hundred times a second.
  CPPHTTPLIB_KEEPALIVE_TIMEOUT_CHECK_INTERVAL_USECOND=900000
  CPPHTTPLIB_TCP_NODELAY=true)
