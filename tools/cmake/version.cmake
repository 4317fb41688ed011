# Which version this is: <understudy_version.hpp>, target understudy_version. Included by CMake it sets the target up;
# run as a script (cmake -P) it writes the header, when a build finds that .git has changed. A header that would say
# the same is not touched, so nothing is compiled again.

if(CMAKE_SCRIPT_MODE_FILE)
  set(revision "unknown")
  find_program(git git)
  if(git)
    # A .git folder of somebody else's is refused by default; here it is only read.
    execute_process(
      COMMAND "${git}" -c "safe.directory=*" rev-parse --short=12 HEAD
      WORKING_DIRECTORY "${source_dir}"
      OUTPUT_VARIABLE output OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
      RESULT_VARIABLE result)
    if(result EQUAL 0)
      set(revision "${output}")
    endif()
  endif()
  file(CONFIGURE OUTPUT "${header}" @ONLY CONTENT [[
#pragma once

#include <string_view>

namespace mock::app {

inline constexpr std::string_view kVersion = "@version@";
/// The commit that was built, or "unknown" where the sources came without git.
inline constexpr std::string_view kRevision = "@revision@";

}  // namespace mock::app
]])
  return()
endif()

include_guard(GLOBAL)

set(understudy_version_header "${PROJECT_BINARY_DIR}/generated/understudy_version.hpp")

# A commit or a checkout renames files in git's folder, which changes the folder's own time. Asked of git, since .git may
# be a file that points elsewhere (a worktree); without git, or as part of somebody else's repository, there is nothing
# to watch.
set(understudy_watched "")
if(EXISTS "${PROJECT_SOURCE_DIR}/.git")
  find_program(understudy_git git NO_CACHE)
  if(understudy_git)
    execute_process(
      COMMAND "${understudy_git}" -c "safe.directory=*" rev-parse --absolute-git-dir
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
      OUTPUT_VARIABLE understudy_watched OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
endif()

add_custom_command(
  OUTPUT "${understudy_version_header}"
  COMMAND "${CMAKE_COMMAND}"
    "-Dsource_dir=${PROJECT_SOURCE_DIR}" "-Dversion=${PROJECT_VERSION}" "-Dheader=${understudy_version_header}"
    -P "${CMAKE_CURRENT_LIST_FILE}"
  DEPENDS "${CMAKE_CURRENT_LIST_FILE}" "${PROJECT_SOURCE_DIR}/CMakeLists.txt" ${understudy_watched}
  COMMENT "Looking up the revision"
  VERBATIM)
add_custom_target(understudy_version_file DEPENDS "${understudy_version_header}")

add_library(understudy_version INTERFACE)
target_include_directories(understudy_version INTERFACE "${PROJECT_BINARY_DIR}/generated")
add_dependencies(understudy_version understudy_version_file)
