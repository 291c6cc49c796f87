// SPDX-License-Identifier: Apache-2.0
// The contract and its pages, joined from http/openapi/ when the service is built, and the verifier of bundles.
#pragma once

#include <optional>
#include <string_view>

namespace suoledger::http {

std::string_view openapi_yaml();
std::string_view openapi_json();
/// HTML without scripts.
std::string_view docs_page();
/// The Content-Security-Policy of the pages: their own style sheets, named by hash, and nothing else.
std::string_view content_security_policy();
/// tests/audit/verify.py, which goes into every bundle.
std::string_view audit_verifier();
/// The page of a problem type; nullopt for a code that the contract does not list.
std::optional<std::string_view> problem_page(std::string_view code);

}  // namespace suoledger::http
