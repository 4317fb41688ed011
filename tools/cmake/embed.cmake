# What the program carries: contracts, scenarios and the schema of the scenario language.

include_guard(GLOBAL)

# understudy_embedded_library(): the library understudy::embedded behind mock_server/app/embedded.hpp. It is written
# again when one of the files changes, comes or goes: the tool names them, and their folders, in a depfile. (A glob with
# CONFIGURE_DEPENDS would make every build look for work, and a start would not be silent.)
function(understudy_embedded_library)
  set(generated "${PROJECT_BINARY_DIR}/generated/embedded.cpp")
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND understudy_embed "${PROJECT_SOURCE_DIR}" "${generated}" "${generated}.d"
    DEPENDS understudy_embed
    DEPFILE "${generated}.d"
    COMMENT "Embedding contracts and scenarios"
    VERBATIM)
  understudy_library(embedded SOURCES "${generated}")
endfunction()
