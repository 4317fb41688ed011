# The functions with which each folder declares what it builds. A folder's CMake file is its list of dependencies.

include_guard(GLOBAL)
include(GNUInstallDirs)

# Headers only, needed to compile us and by nobody who links us.
set(understudy_build_only understudy_httplib understudy_jsoncons understudy_version CLI11::CLI11)

# How the installed package finds what our libraries refer to.
set(understudy_find_Threads::Threads "find_dependency(Threads)")
set(understudy_find_nlohmann_json::nlohmann_json "find_dependency(nlohmann_json)")
set(understudy_find_yaml-cpp "find_dependency(yaml-cpp)")
set(understudy_find_spdlog::spdlog "find_dependency(spdlog)")
set(understudy_find_pugixml::pugixml "find_dependency(pugixml)")
set(understudy_find_prometheus-cpp::core "find_dependency(prometheus-cpp)")
set(understudy_find_OpenSSL::Crypto "find_dependency(OpenSSL)")
set(understudy_find_OpenSSL::SSL "find_dependency(OpenSSL)")
set(understudy_find_ZLIB::ZLIB "find_dependency(ZLIB)")
set(understudy_find_LibArchive::LibArchive "find_dependency(LibArchive)")

set(understudy_yaml_cpp_is_ours OFF)
get_target_property(understudy_imported yaml-cpp IMPORTED)
if(NOT understudy_imported)
  set(understudy_yaml_cpp_is_ours ON)
  if(UNDERSTUDY_INSTALL)
    install(TARGETS yaml-cpp EXPORT understudyTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  endif()
endif()

# understudy_link(TARGET PUBLIC|PRIVATE|INTERFACE LIBRARY...): ours as they are. Others only while we build: exported, CMake
# would want to export them too where FetchContent builds them. The installed package finds and links them again.
function(understudy_link target visibility)
  foreach(library IN LISTS ARGN)
    if(library IN_LIST understudy_build_only)
      target_link_libraries(${target} ${visibility} $<BUILD_INTERFACE:${library}>)
    elseif(library MATCHES "^understudy(_|::)")
      target_link_libraries(${target} ${visibility} ${library})
    elseif(library STREQUAL "yaml-cpp" AND understudy_yaml_cpp_is_ours)
      # Does not install itself as a part of another build, so it travels with us.
      target_link_libraries(${target} ${visibility} ${library})
    elseif(DEFINED understudy_find_${library})
      target_link_libraries(${target} ${visibility} $<BUILD_INTERFACE:${library}>)
      set_property(GLOBAL APPEND PROPERTY understudy_find_lines "${understudy_find_${library}}")
      string(REGEX REPLACE "^understudy_" "understudy::" exported "${target}")
      set(again "${library}")
      if(visibility STREQUAL "PRIVATE")
        set(again "$<LINK_ONLY:${library}>")
      endif()
      set_property(GLOBAL APPEND PROPERTY understudy_link_lines
        "set_property(TARGET ${exported} APPEND PROPERTY INTERFACE_LINK_LIBRARIES \"${again}\")")
    else()
      message(FATAL_ERROR "${target} links '${library}', which tools/cmake/targets.cmake does not know: "
        "add a line that says how an installed understudy finds it.")
    endif()
  endforeach()
endfunction()

# understudy_library(NAME SOURCES file... [PUBLIC library...] [PRIVATE library...])
#
# A static library understudy_NAME, alias understudy::NAME; a slash in NAME becomes an underscore. Headers are included
# from mock_server/ on: "core/instant.hpp". Without SOURCES it is header-only. PUBLIC: what our headers include.
function(understudy_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;PUBLIC;PRIVATE")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "understudy_library(${name}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  string(REPLACE "/" "_" name "${name}")
  set(target understudy_${name})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    understudy_warnings(${target})
    set(visibility PUBLIC)
  else()
    add_library(${target} INTERFACE)
    target_compile_features(${target} INTERFACE cxx_std_20)
    set(visibility INTERFACE)
  endif()
  add_library(understudy::${name} ALIAS ${target})
  target_include_directories(${target} ${visibility}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/mock_server>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/understudy>)
  understudy_link(${target} ${visibility} ${arg_PUBLIC})
  if(arg_SOURCES)
    understudy_link(${target} PRIVATE ${arg_PRIVATE})
  elseif(arg_PRIVATE)
    message(FATAL_ERROR "understudy_library(${name}) has no SOURCES, so nothing can be PRIVATE")
  endif()
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  if(UNDERSTUDY_INSTALL)
    install(TARGETS ${target} EXPORT understudyTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  endif()
endfunction()

# understudy_executable(TARGET [OUTPUT name] SOURCES file... [LIBRARIES library...])
#
# A program in the root of the build folder: build/<preset>/<name>.
function(understudy_executable target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "OUTPUT" "SOURCES;LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "understudy_executable(${target}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  add_executable(${target} ${arg_SOURCES})
  understudy_warnings(${target})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/mock_server")
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  if(arg_OUTPUT)
    set_target_properties(${target} PROPERTIES OUTPUT_NAME "${arg_OUTPUT}")
  endif()
  if(UNDERSTUDY_INSTALL)
    install(TARGETS ${target} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endfunction()
