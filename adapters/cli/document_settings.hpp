// SPDX-License-Identifier: Apache-2.0
// The settings of where documents are made and kept. Each returns what is wrong with its value, or an empty text.
#pragma once

#include <string>

#include "adapters/documents/document_stores.hpp"

namespace suoledger::adapters {

struct Config;

struct DocumentSettings {
    int threads = 1;
    S3Settings s3;  // not set: documents are kept in the data directory
};

std::string apply_document_threads(Config& config, const std::string& value);
std::string apply_s3_endpoint(Config& config, const std::string& value);
std::string apply_s3_bucket(Config& config, const std::string& value);
std::string apply_s3_region(Config& config, const std::string& value);
std::string apply_s3_access_key(Config& config, const std::string& value);
/// The last of them in the table: it also tells what is missing beside the others.
std::string apply_s3_secret_key(Config& config, const std::string& value);

}  // namespace suoledger::adapters
