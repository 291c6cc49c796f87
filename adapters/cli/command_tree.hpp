// SPDX-License-Identifier: Apache-2.0
// The command line as a tree: a program of groups of commands, each with its options and what it runs.
// Only the .cpp file reads the library behind it, which costs every file that includes it seconds of compile time.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace suoledger::adapters {

/// A handle of an option or a positional argument.
class Option {
public:
    explicit Option(CLI::Option* option) : option_(option) {}

    const Option& required() const;
    const Option& choices(std::initializer_list<const char*> values) const;
    const Option& non_negative() const;
    const Option& comma_delimited() const;
    /// The heading that --help shows it under.
    const Option& section(const std::string& heading) const;

private:
    CLI::Option* option_;
};

struct CommandTreeParts;

/// A handle of the program, a group or a command; valid as long as its tree.
class Command {
public:
    Command(CLI::App* app, CommandTreeParts* parts) : app_(app), parts_(parts) {}

    /// A command that only holds others, one of which must follow.
    [[nodiscard]] Command group(const std::string& name, const std::string& help) const;
    [[nodiscard]] Command command(const std::string& name, const std::string& help) const;

    // A name that begins with dashes is an option's, any other a positional argument's. What is typed is written into
    // the variable, which stays as it is otherwise.
    Option option(const std::string& name, std::string& variable, const std::string& help) const;
    Option option(const std::string& name, std::vector<std::string>& variable, const std::string& help) const;
    Option option(const std::string& name, std::int64_t& variable, const std::string& help) const;
    Option option(const std::string& name, std::optional<std::int64_t>& variable, const std::string& help) const;
    using Setter = std::function<void(const std::string& value)>;
    Option option(const std::string& name, const Setter& set, const std::string& help) const;
    void flag(const std::string& name, bool& variable, const std::string& help) const;

    /// What options write into and the action reads; lives as long as the tree.
    template <class Arguments>
    [[nodiscard]] Arguments& arguments() const {
        const auto made = std::make_shared<Arguments>();  // shared, for the tree does not know its type
        keep(made);
        return *made;
    }

    void description(const std::string& text) const;
    /// What --help ends with.
    void footer(const std::string& text) const;
    /// What --version prints.
    void version(const std::string& text) const;
    /// What runs when this command is chosen; returns the exit code.
    void action(std::function<int()> run) const;

    [[nodiscard]] std::string name() const;
    [[nodiscard]] std::vector<Command> subcommands() const;
    /// With their dashes.
    [[nodiscard]] std::vector<std::string> long_options() const;

private:
    void keep(std::shared_ptr<void> arguments) const;
    CLI::App* app_;
    CommandTreeParts* parts_;
};

class CommandTree {
public:
    CommandTree();
    ~CommandTree();
    CommandTree(const CommandTree&) = delete;
    CommandTree& operator=(const CommandTree&) = delete;

    [[nodiscard]] Command program();
    /// Runs the command that was typed and returns its exit code: EX_USAGE when there is no such command, after saying
    /// why, and 0 after help and version.
    int run(int argc, const char* const* argv);

private:
    std::unique_ptr<CommandTreeParts> parts_;
};

}  // namespace suoledger::adapters
