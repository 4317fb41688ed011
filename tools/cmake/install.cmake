# `cmake --install` gives a prefix that can be moved: bin/understudy, the static libraries, their headers, and
# find_package(understudy), which defines understudy::mock_server and the rest. Included last, when all targets exist.

include_guard(GLOBAL)
include(CMakePackageConfigHelpers)

set(understudy_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/understudy")

get_property(understudy_find_lines GLOBAL PROPERTY understudy_find_lines)
list(REMOVE_DUPLICATES understudy_find_lines)
list(JOIN understudy_find_lines "\n" understudy_find_lines)
get_property(understudy_link_lines GLOBAL PROPERTY understudy_link_lines)
list(JOIN understudy_link_lines "\n" understudy_link_lines)

configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/understudyConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/understudyConfig.cmake"
  INSTALL_DESTINATION "${understudy_package_dir}")
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/understudyConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)

install(FILES
  "${PROJECT_BINARY_DIR}/understudyConfig.cmake"
  "${PROJECT_BINARY_DIR}/understudyConfigVersion.cmake"
  DESTINATION "${understudy_package_dir}")
install(EXPORT understudyTargets NAMESPACE understudy:: DESTINATION "${understudy_package_dir}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/mock_server/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/understudy"
  FILES_MATCHING PATTERN "*.hpp"
  PATTERN cli EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
