# The installed NormKit: find_package(NormKit), then target_link_libraries(program PRIVATE NormKit::normkit).
if(NOT TARGET NormKit::normkit)
  get_filename_component(normkit_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
  add_library(NormKit::normkit SHARED IMPORTED)
  set_target_properties(NormKit::normkit PROPERTIES
    IMPORTED_LOCATION "${normkit_prefix}/lib/libnormkit.so.1"
    IMPORTED_SONAME "libnormkit.so.1"
    INTERFACE_INCLUDE_DIRECTORIES "${normkit_prefix}/include")
  unset(normkit_prefix)
endif()
