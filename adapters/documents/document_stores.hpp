// SPDX-License-Identifier: Apache-2.0
// Where documents are kept: the data directory, or an S3-compatible object store.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "http/document_store.hpp"

namespace suoledger::adapters {

/// Files of mode 0600 under `folder`, which is made when absent.
std::unique_ptr<http::DocumentStore> make_folder_documents(std::filesystem::path folder);

struct S3Settings {
    std::string endpoint;  // https://s3.example.com, no trailing slash; the bucket is the first part of the path
    std::string bucket;
    std::string region;
    std::string access_key, secret_key;
    [[nodiscard]] bool is_set() const { return !endpoint.empty(); }
};
/// Signed by AWS Signature Version 4. Touches nothing until it is asked for something.
std::unique_ptr<http::DocumentStore> make_s3_documents(S3Settings settings);

}  // namespace suoledger::adapters
