# SPDX-License-Identifier: Apache-2.0
# Runs at every build; the file changes only when what it says does, so that nothing else is compiled again.
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE COMMIT RESULT_VARIABLE failed
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(failed OR NOT COMMIT)
    set(COMMIT unknown)
endif()
configure_file(${SOURCE}/adapters/software.cpp.in ${OUTPUT} @ONLY)
