# find_package(Sealroll) gives the targets Sealroll::sealroll (shared) and Sealroll::static.
get_filename_component(_sealroll_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET Sealroll::sealroll)
  add_library(Sealroll::sealroll SHARED IMPORTED)
  set_target_properties(Sealroll::sealroll PROPERTIES
    IMPORTED_LOCATION "${_sealroll_prefix}/lib/libsealroll.so.@VERSION@"
    IMPORTED_SONAME "libsealroll.so.@MAJOR@"
    INTERFACE_INCLUDE_DIRECTORIES "${_sealroll_prefix}/include")
endif()

if(NOT TARGET Sealroll::static)
  find_package(Threads REQUIRED)
  add_library(Sealroll::static STATIC IMPORTED)
  set_target_properties(Sealroll::static PROPERTIES
    IMPORTED_LOCATION "${_sealroll_prefix}/lib/libsealroll.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_sealroll_prefix}/include"
    INTERFACE_LINK_LIBRARIES "Threads::Threads;gcc_s;util;rt;m;${CMAKE_DL_LIBS}")
endif()

unset(_sealroll_prefix)
