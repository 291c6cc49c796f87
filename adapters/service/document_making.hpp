// SPDX-License-Identifier: Apache-2.0
// Where documents are made in this service: who draws them, who decodes logos, where both are kept.
#pragma once

#include <filesystem>
#include <memory>

#include "adapters/cli/config.hpp"
#include "adapters/logo/confined_logo_decoder.hpp"
#include "adapters/pdf/libharu_renderer.hpp"
#include "adapters/telemetry/log.hpp"
#include "http/document_desk.hpp"

namespace suoledger::adapters {

/// All must outlive it.
struct DocumentMakingParts {
    const DocumentSettings& settings;
    std::filesystem::path data_dir;
    eventstore::EventStore& store;
    eventstore::KeyVault& vault;
    eventstore::Metrics& metrics;
    Log& log;
};

class DocumentMaking {
public:
    explicit DocumentMaking(const DocumentMakingParts& parts);
    DocumentMaking(const DocumentMaking&) = delete;
    DocumentMaking& operator=(const DocumentMaking&) = delete;

    [[nodiscard]] http::DocumentDesk& desk() { return desk_; }

private:
    LibharuRenderer renderer_;
    ConfinedLogoDecoder logos_;
    std::unique_ptr<http::DocumentStore> kept_;
    http::DocumentDesk desk_;  // last: its threads use the others
};

}  // namespace suoledger::adapters
