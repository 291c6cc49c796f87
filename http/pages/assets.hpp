// SPDX-License-Identifier: Apache-2.0
// The style sheet and the scripts of the pages, built in by ../generate_pages.py.
#pragma once

#include <string_view>

namespace suoledger::http {

struct Script {
    std::string_view name;  // "live-<digest>.js", under /assets/
    std::string_view text;
};

std::string_view page_style();
std::string_view page_style_hash();  // as a Content-Security-Policy names it
Script live_script();
Script compare_script();

}  // namespace suoledger::http
