# The external libraries, as imported targets (so their headers are system headers). The build reads
# this file, and so does the installed package when an application asks for the static library.

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
find_package(PkgConfig REQUIRED)

foreach(package lwip libcares tomlplusplus)
  if(NOT TARGET PkgConfig::${package})
    pkg_check_modules(${package} REQUIRED QUIET IMPORTED_TARGET GLOBAL ${package})
  endif()
endforeach()

# libslirp's own pkg-config file asks for GLib's development files, which its header does not use.
if(NOT TARGET hostmodem_slirp)
  find_path(HOSTMODEM_SLIRP_INCLUDE_DIR libslirp.h PATH_SUFFIXES slirp REQUIRED)
  find_library(HOSTMODEM_SLIRP_LIBRARY slirp REQUIRED)
  mark_as_advanced(HOSTMODEM_SLIRP_INCLUDE_DIR HOSTMODEM_SLIRP_LIBRARY)
  add_library(hostmodem_slirp UNKNOWN IMPORTED GLOBAL)
  set_target_properties(hostmodem_slirp PROPERTIES
    IMPORTED_LOCATION "${HOSTMODEM_SLIRP_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${HOSTMODEM_SLIRP_INCLUDE_DIR}")
endif()
