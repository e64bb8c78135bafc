# hostmodem_compiler: the warnings and the sanitizers of the project's own code. Every target of
# the project links it PRIVATE; it is never installed.

add_library(hostmodem_compiler INTERFACE)
target_compile_options(hostmodem_compiler INTERFACE
  -Wall -Wextra -Wpedantic
  $<$<COMPILE_LANGUAGE:CXX>:-Wconversion$<SEMICOLON>-Wshadow>
  $<$<BOOL:${HOSTMODEM_WERROR}>:-Werror>)
target_compile_definitions(hostmodem_compiler INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)

# A member that a designated initialiser leaves out has its default; Clang agrees.
target_compile_options(hostmodem_compiler INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers>)

# False alarms of GCC 12, in code that it inlined from the standard library: -Wrestrict for
# "text" + string (GCC bug 105651). What a sanitizer instruments hides more from the optimiser, and
# the warnings that follow its ranges (-Wmaybe-uninitialized, -Wstringop-overflow, -Warray-bounds)
# are guesses there; the other builds keep them.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(hostmodem_compiler INTERFACE -Wno-restrict)
  if(HOSTMODEM_SANITIZE)
    target_compile_options(hostmodem_compiler INTERFACE
      -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
  endif()
endif()

if(HOSTMODEM_SANITIZE)
  target_compile_options(hostmodem_compiler INTERFACE
    -fsanitize=${HOSTMODEM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(hostmodem_compiler INTERFACE -fsanitize=${HOSTMODEM_SANITIZE})
endif()

# With paths relative to the clone, one cache of compiled objects serves every clone.
find_program(HOSTMODEM_CCACHE ccache)
mark_as_advanced(HOSTMODEM_CCACHE)
if(HOSTMODEM_CCACHE AND PROJECT_IS_TOP_LEVEL)
  foreach(language C CXX)
    if(NOT CMAKE_${language}_COMPILER_LAUNCHER)
      set(CMAKE_${language}_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
        ${HOSTMODEM_CCACHE})
    endif()
  endforeach()
endif()
