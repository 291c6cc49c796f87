// SPDX-License-Identifier: Apache-2.0
#include "adapters/cli/command_tree.hpp"

#include <sysexits.h>

#include <CLI/CLI.hpp>

namespace suoledger::adapters {

struct CommandTreeParts {
    std::vector<std::shared_ptr<void>> arguments;  // outlive the options, which write into them
    std::function<int()> chosen;
    CLI::App program;
};

const Option& Option::required() const {
    option_->required();
    return *this;
}

const Option& Option::choices(std::initializer_list<const char*> values) const {
    option_->check(CLI::IsMember(values));
    return *this;
}

const Option& Option::non_negative() const {
    option_->check(CLI::NonNegativeNumber);
    return *this;
}

const Option& Option::comma_delimited() const {
    option_->delimiter(',');
    return *this;
}

const Option& Option::section(const std::string& heading) const {
    option_->group(heading);
    return *this;
}

Command Command::group(const std::string& name, const std::string& help) const {
    return {app_->add_subcommand(name, help)->require_subcommand(1), parts_};
}

Command Command::command(const std::string& name, const std::string& help) const {
    return {app_->add_subcommand(name, help), parts_};
}

Option Command::option(const std::string& name, std::string& variable, const std::string& help) const {
    return Option{app_->add_option(name, variable, help)};
}

Option Command::option(const std::string& name, std::vector<std::string>& variable, const std::string& help) const {
    return Option{app_->add_option(name, variable, help)};
}

Option Command::option(const std::string& name, std::int64_t& variable, const std::string& help) const {
    return Option{app_->add_option(name, variable, help)};
}

Option Command::option(const std::string& name, std::optional<std::int64_t>& variable, const std::string& help) const {
    return Option{app_->add_option(name, variable, help)};
}

Option Command::option(const std::string& name, const Setter& set, const std::string& help) const {
    return Option{app_->add_option_function<std::string>(name, set, help)};
}

void Command::flag(const std::string& name, bool& variable, const std::string& help) const {
    app_->add_flag(name, variable, help);
}

void Command::description(const std::string& text) const { app_->description(text); }

void Command::footer(const std::string& text) const { app_->footer(text); }

void Command::version(const std::string& text) const { app_->set_version_flag("--version", text); }

void Command::action(std::function<int()> run) const {
    app_->callback([parts = parts_, run = std::move(run)] { parts->chosen = run; });
}

std::string Command::name() const { return app_->get_name(); }

std::vector<Command> Command::subcommands() const {
    std::vector<Command> found;
    for (CLI::App* app : app_->get_subcommands([](CLI::App*) { return true; })) {
        found.emplace_back(app, parts_);
    }
    return found;
}

std::vector<std::string> Command::long_options() const {
    std::vector<std::string> found;
    for (const CLI::Option* option : app_->get_options()) {
        for (const std::string& name : option->get_lnames()) {
            found.push_back("--" + name);
        }
    }
    return found;
}

void Command::keep(std::shared_ptr<void> arguments) const { parts_->arguments.push_back(std::move(arguments)); }

CommandTree::CommandTree() : parts_(std::make_unique<CommandTreeParts>()) { parts_->program.require_subcommand(1); }

CommandTree::~CommandTree() = default;

Command CommandTree::program() { return {&parts_->program, parts_.get()}; }

int CommandTree::run(int argc, const char* const* argv) {
    try {
        parts_->program.parse(argc, argv);
    } catch (const CLI::ParseError& answer) {
        // Help and version are answers too, and the only ones with code 0.
        return parts_->program.exit(answer) == 0 ? 0 : EX_USAGE;
    }
    return parts_->chosen();
}

}  // namespace suoledger::adapters
