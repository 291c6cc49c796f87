// SPDX-License-Identifier: Apache-2.0
// The one way in: every command finds its decision by its type.
#include "domain/decide.hpp"

#include "domain/deciding.hpp"

namespace suoledger::domain {

Command::Command(const Command&) = default;
Command::Command(Command&&) noexcept = default;
Command& Command::operator=(const Command&) = default;
Command& Command::operator=(Command&&) noexcept = default;
Command::~Command() = default;

std::expected<Decision, Stop> decide(const CommandContext& context, const View& view, const Command& command) {
    return std::visit([&](const auto& asked) { return decide_on(context, view, asked); }, command);
}

}  // namespace suoledger::domain
