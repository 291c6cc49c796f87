// SPDX-License-Identifier: Apache-2.0
// The text, and the comparison of a log with the tiles of what was signed.
#include "eventstore/merkle/loss_declaration.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "eventstore/merkle/signed_tree.hpp"
#include "eventstore/merkle/tile_tree.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::string_view title = "suoledger/loss-declaration/v1";
/// The tile being compared and those above it, with room for the way up to the next.
constexpr std::size_t tiles_at_hand = 64;

std::string_view take_lines(std::string_view& text, int count) {
    std::size_t end = 0;
    for (int line = 0; line < count && end != text.npos; ++line) {
        end = text.find('\n', end);
        if (end != text.npos) ++end;
    }
    const auto lines = text.substr(0, end);
    text.remove_prefix(lines.size());
    return lines;
}

/// How many of the first leaves of the tree the log has, in order.
std::int64_t common_leaves(EventStore& store, TileTree& tree, std::int64_t size) {
    std::int64_t shared = 0;
    try {
        while (shared < size) {
            const auto events = store.read_log({.after_position = shared,
                                                .limit = std::min(size - shared, leaves_at_a_time),
                                                .with_metadata = false,
                                                .with_payload = false});
            if (events.empty()) break;
            for (const RecordedEvent& event : events) {
                if (event.position != shared + 1 || event.leaf_hash != tree.node(0, shared)) return shared;
                ++shared;
            }
        }
    } catch (const TileFault&) {  // nothing behind can be shown to be good
    }
    return shared;
}

}  // namespace

std::string loss_declaration_text(const LossDeclaration& declaration) {
    return fmt::format("{}\n{}{}{} {}\n{}\n{}\n", title, checkpoint_text(declaration.last_good),
                       checkpoint_text(declaration.last_signed), declaration.first_lost(), declaration.last_lost(),
                       declaration.next_origin, domain::to_string(declaration.declared_at));
}

std::optional<LossDeclaration> parse_loss_declaration(std::string_view text) {
    const std::string_view whole = text;
    if (take_lines(text, 1) != fmt::format("{}\n", title)) return std::nullopt;
    const auto last_good = parse_checkpoint(take_lines(text, 3)), last_signed = parse_checkpoint(take_lines(text, 3));
    take_lines(text, 1);  // compared below, with all the rest
    auto next_origin = take_lines(text, 1), declared_at = take_lines(text, 1);
    if (!last_good || !last_signed || next_origin.size() < 2 || declared_at.empty()) return std::nullopt;
    next_origin.remove_suffix(1);
    declared_at.remove_suffix(1);
    const auto instant = domain::parse_timestamp(declared_at);
    if (!instant) return std::nullopt;
    const LossDeclaration declaration{*last_good, *last_signed, std::string(next_origin), *instant};
    const bool is_one = last_good->origin == last_signed->origin && last_good->size <= last_signed->size &&
                        loss_declaration_text(declaration) == whole;
    return is_one ? std::optional{declaration} : std::nullopt;
}

std::optional<LastSigned> find_last_signed(const std::filesystem::path& directory, const CheckpointKeys& keys) {
    const auto epochs = signed_epochs(directory);
    if (epochs.empty()) return std::nullopt;
    TileFiles files(epoch_folder(directory, epochs.back()));
    auto checkpoint = read_signed_checkpoint(files, keys, epochs.back());
    if (!checkpoint) return std::nullopt;
    return LastSigned{*std::move(checkpoint), std::move(files)};
}

Checkpoint find_last_good(EventStore& store, const LastSigned& last_signed) {
    const Checkpoint& signed_state = last_signed.checkpoint.checkpoint;
    const auto edge = read_edge(last_signed.files, signed_state);
    if (!edge) return {signed_state.origin, 0, empty_root()};
    TileCache cache(tiles_at_hand);
    TileTree tree(last_signed.files, *edge, &cache);
    const std::int64_t size = common_leaves(store, tree, signed_state.size);
    return {signed_state.origin, size, root_of(tree, size)};
}

std::filesystem::path loss_declaration_file(const std::filesystem::path& directory, std::int64_t epoch) {
    return epoch_folder(directory, epoch) / "loss-declaration";
}

}  // namespace suoledger::eventstore
