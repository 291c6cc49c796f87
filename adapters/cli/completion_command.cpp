// SPDX-License-Identifier: Apache-2.0
// completion: a script for the shell, made from the command line itself, so that it cannot know another one.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "adapters/cli/commands.hpp"

namespace suoledger::adapters {
namespace {

/// Subcommands, then long options.
std::vector<std::string> words_of(const Command& command) {
    std::vector<std::string> words;
    for (const Command& sub : command.subcommands()) words.push_back(sub.name());
    for (const std::string& option : command.long_options()) words.push_back(option);
    return words;
}

/// One branch of the script's `case` per command, by the words that lead to it.
void add_branches(const Command& command, const std::string& path, std::string& branches) {
    branches += fmt::format("        \"{}\") words=\"{}\" ;;\n", path, fmt::join(words_of(command), " "));
    for (const Command& sub : command.subcommands())
        add_branches(sub, path.empty() ? sub.name() : path + " " + sub.name(), branches);
}

/// The path is what was typed up to the first option; after an option that takes a file, files are offered.
constexpr std::string_view bash_script = R"(# suoledger: bash completion. Try it: source <(suoledger completion bash)
_suoledger() {{
    local word path="" words="" current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        [[ $word == -* ]] && break
        path+="${{path:+ }}$word"
    done
    case $previous in
        --output) words="text json" ;;
        --*-file|--*-dir|--config) COMPREPLY=($(compgen -f -- "$current")); return ;;
    esac
    [[ -n $words ]] || case $path in
{}    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -F _suoledger suoledger
)";

int print_completion(const Command& program, const std::string& shell) {
    std::string branches;
    add_branches(program, "", branches);
    if (shell == "zsh") print_out("#compdef suoledger\nautoload -U +X bashcompinit && bashcompinit\n");
    print_out(fmt::format(fmt::runtime(bash_script), branches));
    return 0;
}

}  // namespace

void add_completion(const Command& program) {
    const Command command = program.command("completion", "Print a completion script for bash or zsh");
    command.footer(
        "Examples:\n  source <(suoledger completion bash)\n  suoledger completion zsh > ~/.zfunc/_suoledger");
    auto& shell = command.arguments<std::string>();
    command.option("shell", shell, "bash or zsh").required().choices({"bash", "zsh"});
    command.action([program, &shell] { return print_completion(program, shell); });
}

}  // namespace suoledger::adapters
