// SPDX-License-Identifier: Apache-2.0
// audit export: a bundle that verifies with no network and no server.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <optional>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/local_api.hpp"
#include "adapters/cli/signed_log.hpp"
#include "http/audit_bundle.hpp"

namespace suoledger::adapters {
namespace {

struct ExportArguments {
    std::string business, file;
    std::optional<std::int64_t> first, last;
};

/// Opened under its name while still root, who may be the only one to make it there; empty unless it is whole.
class NewFile {
public:
    explicit NewFile(const std::string& name) : name_(name) {
        constexpr int mode = 0600;  // the books of a business
        file_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
        if (file_ < 0) {
            throw CommandFault{EX_CANTCREAT, fmt::format("cannot write {}", name)};
        }
    }
    ~NewFile() {
        if (!is_whole_) {
            const int refused = ::ftruncate(file_, 0);
            (void)refused;  // no verifier takes half a bundle either
        }
        ::close(file_);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    void write(std::string_view text) {
        while (!text.empty()) {
            const auto written = ::write(file_, text.data(), text.size());
            if (written < 0) {
                fail();
            }
            text.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void finish() {
        if (::fsync(file_) != 0) {
            fail();
        }
        is_whole_ = true;
    }

private:
    [[noreturn]] void fail() const { throw CommandFault{EX_IOERR, fmt::format("cannot write {}", name_)}; }
    const std::string name_;
    int file_ = -1;
    bool is_whole_ = false;
};

http::BundleTree tree_of(SignedLog& log) {
    http::BundleTree tree{log.checkpoint(), log.note(), log.verifiers(), "", nullptr};
    tree.node = [&nodes = log.tree()](int level, std::int64_t index) { return nodes.node(level, index); };
    return tree;
}

int export_bundle(const CommandLine& line, const ExportArguments& arguments) {
    const LoadedConfig config = load_config(line);
    NewFile out{arguments.file};  // while still root, if that is who asks
    auto keys = named_checkpoint_keys(config);
    CommandStart start{config};
    CommandStore store{start};
    SignedLog log{start, store.log(), std::move(keys)};
    http::BundleRange range;
    range.from = arguments.first.value_or(1);
    range.to = arguments.last.value_or(0);
    if (range.from < 1 || (range.to != 0 && range.to < range.from))
        throw CommandFault{EX_USAGE, "--first and --last: positions from 1 on, in this order"};
    http::BundleTree tree = tree_of(log);
    if (!arguments.business.empty()) {
        range.tenant = local_owner(store.services(), arguments.business).tenant;
        const auto head = http::tenant_head_at(store.log(), *range.tenant, log.checkpoint());
        tree.tenant_head = log.sign(eventstore::tenant_head_text(head));
    }
    http::AuditBundle bundle{store.log(), std::move(tree), range, store.services().now()};
    while (const auto portion = bundle.next()) out.write(*portion);
    out.finish();
    const boost::json::object shown{{"object", "audit_bundle"},
                                    {"file", arguments.file},
                                    {"origin", log.checkpoint().origin},
                                    {"size", log.checkpoint().size}};
    print_out(line.form() == OutputForm::json
                  ? boost::json::serialize(shown) + "\n"
                  : fmt::format("{}: the log of {} entries; check it with the verify.py inside\n", arguments.file,
                                log.checkpoint().size));
    return 0;
}

}  // namespace

void add_audit_export(const Command& group, CommandLine& line) {
    const Command command = group.command("export", "Write a bundle that verifies with no network and no server");
    auto& arguments = command.arguments<ExportArguments>();
    command.option("--to", arguments.file, "The tar file to write").required();
    command.option("--business", arguments.business, "Of one business (biz_…); default: the whole platform");
    command.option("--first", arguments.first, "First position (default 1)");
    command.option("--last", arguments.last, "Last position (default: as far as is signed)");
    command.footer(
        "Examples:\n"
        "  suoledger audit export --business biz_… --to ada.tar\n"
        "  tar -xf ada.tar verify.py && python3 verify.py ada.tar --public-key \"$(cat KEY)\"\n"
        "The file is left empty unless it is whole. Personal fields stay sealed in it.");
    add_settings(command, line);
    command.action([&line, &arguments] { return export_bundle(line, arguments); });
}

}  // namespace suoledger::adapters
