// SPDX-License-Identifier: Apache-2.0
// Opening the ring, and trying it on a key that every database has.
#include "adapters/service/key_ring.hpp"

#include <fmt/format.h>

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

OpenedRing open_ring(const fs::path& file) {
    std::error_code ignored;
    const bool is_new = !fs::exists(file, ignored);
    return {eventstore::KekRing::load_or_create(file, true), file, is_new};
}

}  // namespace

std::optional<OpenedRing> open_named_ring(const Config& config) {
    if (!config.kek_file) {
        return std::nullopt;
    }
    return open_ring(*config.kek_file);
}

OpenedRing open_own_ring(const fs::path& data_dir) { return open_ring(data_dir / "kek.json"); }

void prove_ring(const OpenedRing& opened, eventstore::KeyVault& vault) {
    try {
        vault.service_key("cursor");
    } catch (const eventstore::KekFault&) {
        if (opened.is_new) {
            std::error_code ignored;
            fs::remove(opened.file, ignored);
        }
        throw eventstore::KekFault(fmt::format(
            "the keys in {} do not open what this database keeps; name the ring it was used with by --kek-file",
            opened.file.string()));
    }
}

}  // namespace suoledger::adapters
