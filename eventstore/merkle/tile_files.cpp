// SPDX-License-Identifier: Apache-2.0
// Hashes are written behind those of earlier tiles, and a level is synced once however many of its tiles there are: a
// sync costs the same for one tile and for a hundred, and appends wait for the same disk.
#include "eventstore/merkle/tile_files.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "eventstore/durable_files.hpp"
#include "eventstore/failpoints.hpp"

namespace suoledger::eventstore {
namespace {

namespace fs = std::filesystem;

/// Hashes and checkpoints may be public; what they are hashes of is not here.
constexpr ::mode_t file_mode = 0644;
constexpr std::string_view unfinished = ".new";

std::optional<std::string> read_file(const fs::path& file) {
    std::error_code error;
    if (!fs::exists(file, error)) {
        if (error) throw std::system_error(error, "cannot look at " + file.string());
        return std::nullopt;
    }
    std::ifstream stream(file, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) throw std::system_error(std::make_error_code(std::errc::io_error), "cannot read " + file.string());
    return content;
}

std::string bytes_of_hashes(std::span<const Hash> hashes) {
    std::string bytes;
    bytes.reserve(hashes.size() * sizeof(Hash));
    for (const Hash& hash : hashes) bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
    return bytes;
}

/// Made with all above it; every folder that got a new entry is noted.
void make_folder(const fs::path& folder, std::set<fs::path>& changed) {
    std::error_code ignored;
    if (folder.empty() || fs::is_directory(folder, ignored)) return;
    make_folder(folder.parent_path(), changed);
    fs::create_directory(folder);
    changed.insert(folder.parent_path());
}

constexpr std::int64_t hash_bytes = sizeof(Hash);

/// Of the tile's first hash in the file of its level.
std::int64_t offset_of(const TileName& name) { return name.index * full_tile_width * hash_bytes; }

/// How many bytes a tree of that size has of a level.
std::int64_t bytes_of_level(int level, std::int64_t tree_size) {
    const std::int64_t full = full_tiles(level, tree_size);
    return (full * full_tile_width + width_of_tile(level, full, tree_size)) * hash_bytes;
}

std::optional<std::int64_t> parse_epoch(const std::string& name) {
    std::int64_t epoch = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), epoch);
    const bool is_one = error == std::errc{} && epoch > 0 && std::to_string(epoch) == name;
    return is_one ? std::optional{epoch} : std::nullopt;
}

}  // namespace

fs::path TileFiles::level_file(int level) const { return folder_ / "tile" / std::to_string(level); }

std::optional<std::vector<Hash>> TileFiles::read(const TileName& name) const {
    std::ifstream stream(level_file(name.level), std::ios::binary);
    std::vector<Hash> hashes(static_cast<std::size_t>(name.width));
    const auto wanted = static_cast<std::streamsize>(hashes.size() * sizeof(Hash));
    if (!stream.seekg(offset_of(name)) || !stream.read(reinterpret_cast<char*>(hashes.data()), wanted))
        return std::nullopt;
    return hashes;
}

std::optional<std::string> TileFiles::read_checkpoint() const { return read_file(folder_ / "checkpoint"); }

void TileFiles::write(std::span<const Tile> tiles) const {
    std::map<int, std::vector<Piece>> levels;
    for (const Tile& tile : tiles)
        levels[tile.name.level].push_back({offset_of(tile.name), bytes_of_hashes(tile.hashes)});
    std::set<fs::path> changed;
    for (const auto& [level, pieces] : levels) {
        const auto file = level_file(level);
        make_folder(file.parent_path(), changed);
        // Also when a process that was killed, or a try that failed, has made the file and no more.
        if (pieces.front().offset == 0) changed.insert(file.parent_path());
        write_pieces(file, pieces, file_mode);
        failpoint("merkle.tile_written");
        sync_content(file);
        failpoint("merkle.level_durable");
    }
    for (const auto& folder : changed) sync_directory(folder);
}

void TileFiles::write_checkpoint(std::string_view note) const {
    std::set<fs::path> changed{folder_};
    make_folder(folder_, changed);
    const fs::path path = folder_ / "checkpoint", beside = path.string().append(unfinished);
    write_and_sync(beside, note, file_mode);
    failpoint("merkle.checkpoint_written");
    fs::rename(beside, path);
    failpoint("merkle.checkpoint_renamed");
    for (const auto& folder : changed) sync_directory(folder);
}

void TileFiles::remove_leftovers(std::int64_t tree_size) const {
    std::error_code ignored;
    const fs::path checkpoint_beside = (folder_ / "checkpoint").string().append(unfinished);
    fs::remove(checkpoint_beside, ignored);
    for (int level = 0; level <= max_tile_level; ++level) shorten(level_file(level), bytes_of_level(level, tree_size));
}

std::vector<std::int64_t> signed_epochs(const fs::path& directory) {
    std::vector<std::int64_t> epochs;
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
        const auto epoch = parse_epoch(entry->path().filename().string());
        if (epoch && fs::exists(entry->path() / "checkpoint")) epochs.push_back(*epoch);
    }
    if (error && error != std::errc::no_such_file_or_directory)
        throw std::system_error(error, "cannot read " + directory.string());
    std::ranges::sort(epochs);
    return epochs;
}

fs::path epoch_folder(const fs::path& directory, std::int64_t epoch) { return directory / std::to_string(epoch); }

}  // namespace suoledger::eventstore
