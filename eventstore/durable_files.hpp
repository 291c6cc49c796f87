// SPDX-License-Identifier: Apache-2.0
// Files that are whole or absent after a power cut: written beside, synced, renamed, their directory synced; and files
// that only grow. All throw std::system_error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace suoledger::eventstore {

/// Makes or overwrites, and syncs the content; the name is durable only once the directory was synced.
void write_and_sync(const std::filesystem::path& file, std::string_view content, ::mode_t mode);
void sync_directory(const std::filesystem::path& directory);

struct Piece {
    std::int64_t offset = 0;
    std::string bytes;
};
/// Each in its place in a file that is made if need be; what lies elsewhere stays. Durable after sync_content, a new
/// name after sync_directory.
void write_pieces(const std::filesystem::path& file, std::span<const Piece> pieces, ::mode_t mode);
/// The content and as much of the rest as reading it back needs.
void sync_content(const std::filesystem::path& file);
/// Cuts off what lies behind; a shorter file, or none, stays as it is.
void shorten(const std::filesystem::path& file, std::int64_t size);

/// `<file>.new`, renamed over `file`.
void replace_durably(const std::filesystem::path& file, std::string_view content, ::mode_t mode);
/// False, and nothing changed, when there is such a file already: of two makers one wins.
bool create_durably(const std::filesystem::path& file, std::string_view content, ::mode_t mode);

}  // namespace suoledger::eventstore
