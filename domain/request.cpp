// SPDX-License-Identifier: Apache-2.0
// Wire names of requests and of risks.
#include "domain/request.hpp"

namespace suoledger::domain {

std::string_view to_string(RequestKind kind) {
    switch (kind) {
        case RequestKind::access:
            return "access";
        case RequestKind::portability:
            return "export";
        case RequestKind::rectification:
            return "rectification";
        case RequestKind::erasure:
            return "erasure";
        case RequestKind::restriction:
            return "restriction";
        case RequestKind::objection:
            return "objection";
        case RequestKind::breach:
            return "breach";
    }
    return {};
}

std::optional<RequestKind> parse_request_kind(std::string_view text) {
    for (const RequestKind kind :
         {RequestKind::access, RequestKind::portability, RequestKind::rectification, RequestKind::erasure,
          RequestKind::restriction, RequestKind::objection, RequestKind::breach})
        if (text == to_string(kind)) return kind;
    return std::nullopt;
}

std::string_view to_string(IdentificationMethod method) {
    switch (method) {
        case IdentificationMethod::known_contact:
            return "known_contact";
        case IdentificationMethod::document:
            return "document";
        case IdentificationMethod::login:
            return "login";
        case IdentificationMethod::in_person:
            return "in_person";
        case IdentificationMethod::representative:
            return "representative";
    }
    return {};
}

std::optional<IdentificationMethod> parse_identification_method(std::string_view text) {
    for (const IdentificationMethod method :
         {IdentificationMethod::known_contact, IdentificationMethod::document, IdentificationMethod::login,
          IdentificationMethod::in_person, IdentificationMethod::representative})
        if (text == to_string(method)) return method;
    return std::nullopt;
}

std::string_view to_string(RequestOutcome outcome) {
    switch (outcome) {
        case RequestOutcome::granted:
            return "granted";
        case RequestOutcome::partly:
            return "partly";
        case RequestOutcome::refused:
            return "refused";
    }
    return {};
}

std::optional<RequestOutcome> parse_request_outcome(std::string_view text) {
    for (const RequestOutcome outcome : {RequestOutcome::granted, RequestOutcome::partly, RequestOutcome::refused})
        if (text == to_string(outcome)) return outcome;
    return std::nullopt;
}

std::string_view to_string(BreachRisk risk) {
    switch (risk) {
        case BreachRisk::low:
            return "low";
        case BreachRisk::likely:
            return "likely";
        case BreachRisk::high:
            return "high";
    }
    return {};
}

std::optional<BreachRisk> parse_breach_risk(std::string_view text) {
    for (const BreachRisk risk : {BreachRisk::low, BreachRisk::likely, BreachRisk::high})
        if (text == to_string(risk)) return risk;
    return std::nullopt;
}

}  // namespace suoledger::domain
