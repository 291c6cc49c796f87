// SPDX-License-Identifier: Apache-2.0
// How much of a file the system holds in memory only.
#pragma once

#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <cstdint>
#include <filesystem>
#include <new>
#include <optional>
#include <vector>

#include "adapters/process/descriptor.hpp"

namespace suoledger::tests {

/// Bytes that have no place on the disk yet, as ext4, XFS and Btrfs give it when they write. nullopt: this file system
/// does not say.
inline std::optional<std::uint64_t> unwritten_bytes(const std::filesystem::path& file) {
    constexpr std::uint32_t most_extents = 512;
    std::vector<std::uint64_t> room((sizeof(fiemap) + most_extents * sizeof(fiemap_extent)) / sizeof(std::uint64_t));
    auto* const map = new (room.data()) fiemap{.fm_length = FIEMAP_MAX_OFFSET, .fm_extent_count = most_extents};
    const adapters::Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (opened.get() < 0 || ::ioctl(opened.get(), FS_IOC_FIEMAP, map) != 0) return std::nullopt;
    std::uint64_t bytes = 0;
    for (std::uint32_t i = 0; i < map->fm_mapped_extents; ++i)
        if ((map->fm_extents[i].fe_flags & FIEMAP_EXTENT_DELALLOC) != 0) bytes += map->fm_extents[i].fe_length;
    return bytes;
}

}  // namespace suoledger::tests
