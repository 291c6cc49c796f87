// SPDX-License-Identifier: Apache-2.0
// Small files and directories that only their owner may read.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace suoledger::adapters {

/// Mode 0600, written beside and renamed, so that a reader sees all of it or the old one. Throws std::system_error.
void write_private_file(const std::filesystem::path& path, std::string_view content);
/// The same with mode 0644, for what others may read.
void write_public_file(const std::filesystem::path& path, std::string_view content);
/// nullopt when there is no such file. Throws std::system_error when it cannot be read.
std::optional<std::string> read_small_file(const std::filesystem::path& path);
/// Without the line end that editors and `echo` leave behind.
std::optional<std::string> read_secret_file(const std::filesystem::path& path);

/// Makes it with mode 0700 if absent; throws std::runtime_error unless it is a directory of ours that nobody else may
/// enter.
void ensure_private_directory(const std::filesystem::path& directory);

/// So many random bytes, as lower-case hex.
std::string random_hex(std::size_t byte_count);

}  // namespace suoledger::adapters
