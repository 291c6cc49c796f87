// SPDX-License-Identifier: Apache-2.0
// Reading roles.
#include "adapters/cli/roles.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "adapters/cli/config.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::pair<std::string_view, bool Roles::*> names[] = {{"api", &Roles::api},
                                                                {"projector", &Roles::projector},
                                                                {"worker", &Roles::worker},
                                                                {"publisher", &Roles::publisher}};

}  // namespace

std::string to_string(const Roles& roles) {
    std::string text;
    for (const auto& [name, role] : names) {
        if (roles.*role) {
            text.append(text.empty() ? "" : ",").append(name);
        }
    }
    return text;
}

std::string apply_roles(Config& config, const std::string& value) {
    config.roles = {false, false, false, false};
    for (std::string_view rest = value; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        const auto* const found = std::ranges::find(names, one, [](const auto& name) { return name.first; });
        if (found == std::end(names)) {
            return "`" + std::string{one} + "` is none of api, projector, worker, publisher";
        }
        config.roles.*found->second = true;
    }
    if (to_string(config.roles).empty()) {
        return "names no role; there are api, projector, worker, publisher";
    }
    if ((config.roles.api || config.roles.worker) && !config.roles.projector) {
        return "api and worker read what projector folds: add projector";
    }
    return "";
}

std::string apply_outbox_claim_seconds(Config& config, const std::string& value) {
    int seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    const bool good = error == std::errc{} && end == value.data() + value.size() && seconds >= 1 && seconds <= 3600;
    config.outbox_claim = std::chrono::seconds{good ? seconds : 1};
    return good ? "" : "is no number of seconds from 1 to 3600";
}

}  // namespace suoledger::adapters
